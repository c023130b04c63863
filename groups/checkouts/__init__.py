"""How a meeting was for people: at its end three questions without a name, and one free line.

Nouns: CheckOut (the questions of one meeting; holds counts and loose lines, never somebody's answer) and MayCheckOut (who is
asked, kept apart from what was answered and forgotten when it closes). Leans on meetings.
"""
