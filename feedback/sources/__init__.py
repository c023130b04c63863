"""From the notes of a meeting into the log, in one step, and with the way back to where it was said.

Noun: Source (a line of notes, and the entry it went into). Words the group wants to send begin a draft; a decision begins one
too, or is written into the chain of an entry it belongs to. Leans on drafts and log, which keep the rules of an entry.
"""
