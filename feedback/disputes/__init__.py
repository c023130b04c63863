"""Members say that a programme of work came to them later than was written down; its owner answers once, and members settle it.

Noun: Dispute (how far the programme was, in one sentence from the group; the answer; and what came of it). The first record of
the programme never changes. Leans on programmes, log, plans, away and notices.
"""
