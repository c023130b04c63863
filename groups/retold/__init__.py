"""How often members are asked to tell the same thing again: their story, what they need, or their details.

Noun: Retold (one count of one quarter). A tap adds to the counts and leaves nothing else: no row of its own, no person, no time.
A count is shown when its quarter is over, by the rule for numbers about people.
"""
