"""Two pages of paper for a board: one group, or all groups somebody answers for, in a month, a quarter or a year.

Has no table. Leans on periods and looking_back; any member of a group opens the same page as its leaders.
"""
