"""Days of unanswered voice: how long what the group said has waited beyond the promise it was given first.

An *owing* stands beside every entry that was sent. Nothing the system does can make it smaller; only the people of the
group end it, by saying that it is answered. Leans on log, and on gathering for whose words stand in a joined entry.
"""
