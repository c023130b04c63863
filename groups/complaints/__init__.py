"""Complaints about how somebody's data is handled: made by anybody, with an account or without, and answered in 30 days.

Noun: Complaint (what was said, by when it must be answered, what became of it). Only who made it and the admins of the organisation
read one; no facilitator and nobody of a group. Leans on membership (who keeps an organisation), notices and history.
"""
