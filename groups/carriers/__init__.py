"""Letters that go by text message or by post, through GOV.UK Notify: one letter, one text or one envelope, each paid for.

Nouns: Carriage (a letter's way with the carrier, and what became of it), Spent (how many went in a month). Takes a letter as
given; leans on reach (numbers that take nothing) and the kinds of choices. notices asks it before each sending.
"""
