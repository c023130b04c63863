"""What people need at a meeting becomes a list: who sees to it, whether it is arranged, and afterwards whether it was there.

Nouns: Line (one need of one person, worked out from their reply), Arrangement (who sees to a line; ticked off or not),
Preparation (what the clock did for one meeting, and in the end only counts), WasItThere (what one person said afterwards).
Leans on meetings. Who may read a need is decided there (`Reply.visible_to`) and nowhere else.
"""
