"""What somebody tells only the facilitators, until they themselves choose what becomes of it.

Nouns: Aside (a private conversation of one person with the facilitators of the group), AsideNote (one message of it). Only
the writer and the facilitators read it; only the writer can share it: with their name, from the group, or not at all.
Leans on drafts and voice, which take what is shared, and on log for who may.
"""
