"""What takes two people: one asks with a reason, somebody else agrees, or it is dropped.

No table of its own: removals, records and emergencies keep theirs in this shape. Two places of one person are one person,
and who is new in their role or office is no second person (`queries`).
"""
