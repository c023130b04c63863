"""What was promised, on the page of reminder plans: to hear and to answer, to answer a challenge, to do an action by its day.

Fixed, because the group agreed it. The rooms that promise climb the ladder. Leans on nudges, challenges, timeline and plans.
"""
