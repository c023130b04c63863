"""Progress digests: who gets one, how often, and what it says.

Noun: Subscription. Leans on log, groups and notices. A digest covers from the last one that was sent until now.
"""
