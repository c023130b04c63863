"""Meetings in people's own calendars: a file to take, a part of the letters, and a private address a calendar reads by itself.

Noun: CalendarAddress (one person's, until they make a new one or switch it off). Leans on meetings, series, membership, notices.
"""
