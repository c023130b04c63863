"""Closing a group, and opening it again: one asks, everybody is told, and after a week a second person agrees.

Nouns: Closing (who asked and agreed, why, and what came of the group), HandedOn (an entry still owed an answer, and the
network coordinator who sees to it from now on). Leans on seconding, log and answers. The database lets no group close while
something it said is owed an answer and nobody has it, and lets nothing new be said in a group that is closed.
"""
