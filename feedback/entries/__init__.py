"""The pages people read: the list of what we said, and one entry with what became of it and whose turn it is.

No tables of its own. It stands on top of log, drafts, answers and deeds, and asks each what this reader may see and do.
"""
