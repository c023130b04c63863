"""Who takes part over time: who was at a meeting, and a kind word from a facilitator to somebody who has been away twice.

Nouns: Attendance (whether one person was at one meeting), Rest (somebody pauses for their health), KindWord (a facilitator
wrote to somebody; not what). Nobody but the facilitators sees any of it, and nothing is ever sent by itself. Leans on meetings.
"""
