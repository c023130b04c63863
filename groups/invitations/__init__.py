"""Invitations: an address is asked to take one role, by a link that works once, for that address, for two weeks.

Noun: Invitation. Leans on membership (what accepting one makes), people (somebody new), notices and history.
"""
