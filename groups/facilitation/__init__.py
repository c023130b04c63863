"""Everyone is heard: hands in the order they went up, cards, turns, going round the table, saying it in writing.

The live pages of a meeting, for facilitators and for everyone else. Nouns: Hand, Card. Nobody is ever counted or
compared: the only thing asked of a person is whether they have spoken yet. Leans on pacing, which keeps turns and time.
"""
