"""The delivery timeline of an entry: actions and milestones in the order of their dates, with every date that moved and why.

An action that is late is named late, and whoever promised it hears of it first, then whoever stands in for them.
Nouns: Point (one line of the timeline), LateNudge. Leans on deeds (actions, milestones, moved dates), log and notices.
"""
