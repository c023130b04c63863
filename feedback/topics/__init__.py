"""What a group talks about over time: each topic with what it is about, in plain words, and how much stands where.

Nouns: Topic, Tally (a count the database keeps with every change to the log). Facilitators open, change and close
topics. The log leans on this room, not the other way round.
"""
