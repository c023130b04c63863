"""Places in a room that is full: who waits for one, in the order they came, and giving them out as they become free.

Noun: Waiting. Leans on meetings, which counts those who wait before it gives a place to anybody else.
"""
