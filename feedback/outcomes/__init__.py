"""Outcomes: everything that was done, since when, and whether it still holds.

Nouns: Review (still true, changed, opened again or ended: said by one, confirmed by a second reader of the group) and
ReviewNudge. The review date moves only with a reason. Leans on impact (did people notice?), deeds, log and notices.
"""
