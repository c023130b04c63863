"""After a meeting: how turns and time were shared between roles, against who was there. Never between people.

Each person can read their own turns and nobody else's. Nothing here counts, orders or compares people. Leans on
pacing and facilitation.
"""
