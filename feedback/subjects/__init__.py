"""What something on an agenda is about: a topic of the group, or something it said. And the way from these onto an agenda.

Noun: Subject (one item, and the one topic or entry it is about). Pages of agendas show it, and pages of entries and topics
say where it is talked about. Leans on log, topics and agendas.
"""
