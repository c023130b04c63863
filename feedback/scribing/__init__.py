"""Writing down what someone said by phone or on paper, for them: their words, and their own word that these are right.

Noun: WrittenDown. Until they said yes, aloud or on a page, only they and whoever wrote it see it. Then it is a draft of theirs;
from the group, nobody is kept with it. Leans on drafts (what it becomes) and notices (the question).
"""
