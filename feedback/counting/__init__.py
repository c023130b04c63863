"""Counts what happened to what a group said between two moments: entries, answers and meetings, never people.

Nouns: Figures (one span of time of one group, or of several put together), Took (how long, against the promise). Has no
table: `periods` freezes what is counted here. The one number about people is kept only as it may be shown.
"""
