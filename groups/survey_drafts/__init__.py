"""Preparing a survey before anybody is asked: from a ready-made set or with questions of the group's own.

No nouns of its own: a draft is a Survey that has not opened. Leans on surveys and survey_sets.
"""
