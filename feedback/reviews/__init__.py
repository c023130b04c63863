"""Review of impact: every six months the group looks at what has changed and what it has learned, and goes on from there.

Nouns: ImpactReview (one look, in words), Finding (what comes of it: a draft to send, a note about the purpose, or something
to learn), ImpactNudge (that the facilitators were reminded). It cannot be closed empty. The sixth step of the journey.
Leans on drafts.
"""
