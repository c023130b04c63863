"""The story of one thing said, as its page tells it: each step in words, who was told, and what is still ahead.

No tables of its own. Inside the group people are named and counted; outside it, members are *someone in the group* and
numbers are rounded. Leans on log, drafts, deeds and impact; `entries` puts it on the page.
"""
