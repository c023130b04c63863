"""The list of who was erased: a file outside the database, so that no older copy and nobody who has the database changes it.

Noun: Line (one erasure: the number of the person, when, and which links of the history lost their key by it). Names nobody and
leans on nothing. `erasures` adds to it, `audit` asks what it excuses, and `restore` whether it is there and whole.
"""
