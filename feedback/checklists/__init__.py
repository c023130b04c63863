"""The level playing field of a topic: what should be there before people meet leaders, and what members say of it.

Nouns: Provision (one of five things, there since a day), Waiver (the group is asked to go without one), WaiverVote,
WasThere (was it really there for me). Nothing counts as there on records alone. Leans on topics and power.
"""
