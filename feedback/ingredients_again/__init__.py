"""Reminders about the nine ingredients: what nobody has looked at for half a year is out of date, and says so.

Noun: NineNudge (somebody was reminded of one record, or of how members see the nine). Whoever looks after a record is asked if
it is still right; the facilitators are asked to ask members again. Leans on ingredients, away and plans.
"""
