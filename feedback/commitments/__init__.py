"""What leaders promised the group: what, by when, and the money, time or people they give; and what became of it.

Nouns: Commitment (one promise of one leader), CommitmentLine (its history, never changed). The leader shows what was done; only
members say if it is kept. Leans on log, plans, away and notices.
"""
