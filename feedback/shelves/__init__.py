"""The list of what we said: one line a piece, on shelves (still waiting, we did, we can’t, drafts), by topic, by words.

No tables of its own. Counts come from the kept tallies; leans on log and topics.
"""
