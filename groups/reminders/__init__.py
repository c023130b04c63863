"""Reminders before and after a meeting, at the times the group chose: to everyone who may come and did not say no, and to those
who have not said whether they come.

Noun: Reminder (one time of one kind that was posted, for one version of one meeting). Leans on plans, meetings, papers, notices.
"""
