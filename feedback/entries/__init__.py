"""The page of one thing we said: our words, what happened to them, whose turn it is, and the one thing to do now.

No tables of its own. It stands on top of log, drafts, answers and deeds, and asks each what this reader may see and do.
"""
