"""Notes shown outside: what was decided and the plain summary of confirmed notes, if nobody of the group minds.

Nouns: Share (one proposal to show the notes of a meeting on the group's public page, and what became of it) and MayObject
(who is asked, kept apart from what was answered and forgotten when it closes). Leans on minutes and corrections.
"""
