"""Surveys of a group: questions to members and to staff, without a name, and where the two sides see it differently.

Nouns: Survey (its questions are data; a draft until it opens), Half (one side of it: holds counts and loose lines, never
somebody's answer), Asked (who is asked, fixed when it opens and forgotten when it closes), SurveyNudge (that the facilitators
were reminded to ask). Leans on survey_sets, charter and membership.
"""
