"""Where the group is on its way: six steps as a cycle, several at once, and back again.

Nouns: Move (a facilitator proposes where the group is with one step, with evidence; it counts when more than half of the
members confirm it), MoveYes (one member's tap; nobody keeps who did not). The steps are those of *How to develop a strategic
coproduction group*, a model made by people with lived experience of personalised care. Leans on log, meetings and papers.
"""
