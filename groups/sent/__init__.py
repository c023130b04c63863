"""What did we send to somebody of the group? For facilitators: that a letter went, when and which way. Never what it said.

No tables. Noun: Fact. Leans on notices and membership. Only kinds of letters named here are shown; anything new is not.
"""
