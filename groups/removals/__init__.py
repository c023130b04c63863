"""Removing somebody from a group: a reason, notice, days to say their side, two people, and a way to have it looked at again.

Noun: Removal. Leans on membership (whose place ends), notices (the person is told at each step) and history.
"""
