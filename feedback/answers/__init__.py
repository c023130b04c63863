"""What becomes of what the group said: heard, decided, done, checked, told back, and *does that answer it?*

Nouns: Hearing, Decision, Deed (an action), MovedDate, Claim, Verdict. The system hears, decides and does;
only the group checks and says whether it is answered. Leans on log (the thing said) and notices (letters).
"""
