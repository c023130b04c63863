"""Meetings of a group: planned, changed, cancelled; who is coming, and what each needs so that they can take part.

Nouns: Meeting, Reply, Guest (someone from the system invited to one meeting). Leans on charter (time zone), membership, notices.
"""
