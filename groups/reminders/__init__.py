"""Reminders before a meeting, so many days ahead as the group chose, to everyone who may come and did not say no.

Noun: Reminder (one that was posted, for one version of one meeting). Leans on meetings and notices.
"""
