"""What anyone may read of a group: its public page and one for each topic, on screen, in large print, plainly and as open data.

Noun: Figure (one number of one quarter, kept as it may be shown and never counted again). Leans on log, answers and deeds.
"""
