"""A facilitator sets how letters come for a member who asked by phone, and sees nothing of what they chose before.

No tables. Noun: Wish (what they asked for). Leans on choices and membership; the person gets a letter that says what changed.
"""
