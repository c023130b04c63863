"""Answering many alike at once: one decision for several things the group said, each told back about its own words.

Noun: DecisionTogether, which the Decision of each entry names. Nothing is joined: every entry keeps its own words, its own
chain and its own *does that answer it?* Leans on answers (what a decision must say), shelves (search) and notices.
"""
