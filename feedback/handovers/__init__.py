"""Somebody of the system asks another to give what they owe the group: to hear, to answer, to look again.

Noun: Handover. It is about one thing that is owed, and over when that is given or when one of the two takes it back. The
reminders go with it. Leans on log and notices.
"""
