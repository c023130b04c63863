"""I thought of it later: for seven days after a meeting, what somebody adds stands beside what was said there, as equal.

It is a post (voice) with its meeting, and the item of the agenda if it belongs to one. Leans on voice; the page of a meeting
asks it what to show.
"""
