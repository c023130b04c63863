"""Whether our ways of working work for us: twice a year the group is asked about each, without a name.

Nouns: WaysReview (one round; holds counts and loose lines, never somebody's answer, and what came of it), MayReviewWays (who
is asked, forgotten when it closes), WaysNudge (that the facilitators were reminded). New ways are a new version of the
charter, agreed on both sides. Leans on charter.
"""
