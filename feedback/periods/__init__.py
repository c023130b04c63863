"""Months, quarters and years of a group: counted a few days after they end, by the clock, and never changed after that.

Noun: Period (its figures, which entries it tells of, and notes on what came to light about earlier ones). The database
refuses a change. `counting` counts, `looking_back` and `board_papers` have the pages. Here: the list, the files, the letter.
"""
