"""Words the group explains in its own plain words. Anyone can say that a word is not clear; nobody keeps who that was.

Noun: Explained (a word, what it means, in which paper somebody stumbled over it). In papers a known word is explained where
it stands. Leans on papers, membership, history and notices.
"""
