"""The report of a month, a quarter or a year, which writes itself: plainly, from what was frozen and from the log.

Noun: Report. What was said, what came of it, what waited, what people noticed; for the screen, on paper, in large print.
It shows only what never changes, so that a page reads the same whenever it is opened. Leans on periods.
"""
