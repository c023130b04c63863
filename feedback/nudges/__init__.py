"""Kind reminders about promises of the system: the owner soon before a day passes, the owner after it, then their deputy.

Noun: Nudge (a rung of that ladder, climbed once). Leans on log, groups and notices. A nudge whose promise was kept is not sent.
"""
