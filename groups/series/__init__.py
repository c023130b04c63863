"""Meetings that repeat: planned together, told of in one letter, changed or ended from one of them on.

Noun: Series. Its meetings are ordinary ones, each changed and cancelled by itself in `meetings`, on which this room leans.
"""
