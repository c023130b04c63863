"""Reading a group's talk in an emergency: who keeps the site asks with a reason, somebody else agrees, for 60 minutes.

Noun: Emergency. It opens one page to one person: the talk, to read. The group is told at once, sees it on its home while it lasts,
and finds each step in its history. Leans on seconding, voice, membership (offices) and notices.
"""
