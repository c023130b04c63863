"""Papers that are due: promised and not here on the day the group's rule names, or not checked for a year.

Noun: PaperNudge (that somebody was reminded, once for each day it is about). Leans on papers and notices.
"""
