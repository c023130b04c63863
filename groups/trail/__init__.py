"""The page of a group's history: what happened, in words, newest first.

No tables. A room of its own because every room leans on history, which therefore leans on none and has no door.
"""
