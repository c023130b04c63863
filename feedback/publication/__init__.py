"""What anyone may read of a group: its public page, one for each topic and for notes it shares; large, plainly, as open data.

Noun: Figure (one number of one quarter, kept as it may be shown and never counted again). Leans on log, answers and deeds.
"""
