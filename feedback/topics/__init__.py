"""What a group talks about over time: each topic with what it is about, in plain words, and how much stands where.

Nouns: Topic, Influence (how much say people have), Tally (a count the database keeps with every change to the log).
Facilitators add, change and close topics; `openings` opens one for discussion. The log leans on this room, not the
other way round.
"""
