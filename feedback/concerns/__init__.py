"""When somebody is worried that someone is not safe: it goes to the network coordinator, and to nobody in the group.

Noun: Concern (what somebody is worried about; whether it was read, and closed). Facilitators and sponsors never see its words.
Whoever raised it sees that it was read, and when. Leans on log for who may.
"""
