"""A yes of its own to keeping what somebody needs to take part, because it can tell something about their health.

Noun: Consent (to which words, since when, until when, and what was deleted when it was taken back). Never part of joining:
without it everything works, and such words are not kept. Leans on people (where the yes stands), meetings, polls and arrangements.
"""
