"""Who belongs to a group, in which role, and the door to everything a group has.

Nouns: Membership, Support (a supporter's link to one member), Office (organisation admin).
Leans on people, notices and history. Knows the group only by its foreign key.
"""
