"""What waits for one person of the system, over all their groups, answered on one page: hear, decide, look again, or ask another.

Noun: Item (one thing owed, with its words and its day). It has no tables of its own. Leans on answers, challenges, handovers,
overview and away.
"""
