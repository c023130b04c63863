"""What happened, who did it and when: one line for each change, written in the same transaction, never altered.

Noun: Event. Leans on nothing; every room leans on it.
"""
