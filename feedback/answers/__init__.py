"""What the system says to what the group said: heard, decided with the reason, decided again, corrected.

Nouns: Hearing, Decision. Told back at every step to those whose words began it. Leans on log (the thing said) and
notices (letters). What is then done, and whether that answers it, is in `deeds`.
"""
