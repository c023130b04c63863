"""The page of a topic, and its life: opened for discussion with its card and its map, closed with a question to members.

No tables. A room of its own because it brings together what topics, power, checklists and influence know of one topic.
"""
