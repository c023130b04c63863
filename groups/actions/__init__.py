"""What people take away from a meeting to do, until it is done. Not what the system promised (that is feedback's deeds).

Nouns: Action (what, by when, whose: or nobody's, then it needs someone), ActionStep (its story, old dates included) and
ActionReminder. Anyone can hand theirs back, and nobody asks why. Leans on meetings, membership, history and notices.
"""
