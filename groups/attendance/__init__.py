"""Who takes part over time: who was at a meeting, and a kind word from a facilitator to somebody who has been away twice.

Nouns: Attendance (whether one person was at one meeting: the record of it, once a facilitator has saved it; a seat of
pacing only says who was counted as here while it ran, and starts the sheet), Rest (a pause for one's health), KindWord (that
a facilitator wrote to somebody). Only facilitators see any of it, and nothing is sent by itself. Leans on meetings, pacing.
"""
