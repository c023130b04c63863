"""What there is to tell many readers at once: gathered in a few statements, however many readers, groups and entries there are.

Nouns: Shelf (what lies ready for a batch of readers), Told (what it holds for one of them), Line. Leans on log, challenges
and gathering, and on meetings and actions. It sends nothing: digests makes letters and pages of it.
"""
