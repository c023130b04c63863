"""Take it away with you: the group's log as a spreadsheet of its own, and the rows of other files about it.

Holds exactly what its reader may see on the pages, and no names. Leans on the log, answers and deeds.
"""
