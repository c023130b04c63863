"""What is done about what was said, whether it is true, and whether it answers it.

Nouns: Deed (an action with an owner and a date), MovedDate, Claim (*it is done*, checked by someone in the group),
Verdict (*does that answer it?*, said only by the group). Leans on answers (telling back), log and notices.
"""
