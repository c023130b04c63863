"""A meeting while it is on: what it is at, how long for, breaks, who is there, whose turn it is.

Nouns: Running (the meeting being held), Seat (somebody who is there), Progress (of one item), Turn, Tap. The server's
time is the truth; a break stops every clock. Leans on meetings and agendas.
"""
