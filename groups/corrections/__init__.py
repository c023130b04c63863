"""Whether the notes of a meeting are right: people are asked to read them, put right what is not, and the group confirms.

Nouns: Reading (one person who is asked, or who said that the notes are right), Correction (what somebody remembers otherwise;
it is taken in, or answered with why not and shown with the notes). Leans on minutes and attendance.
"""
