"""A watch on what becomes of those who challenge: when they lose their place, their role or their invitations soon after,
the group's independent person is told, and nobody else.

Noun: Fall. Leans on deeds (a *no* is a challenge), and on removals, membership and meetings for what can be lost.
"""
