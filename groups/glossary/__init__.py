"""Words the group explains in its own plain words. Anyone can say that a word is not clear; nobody keeps who that was.

Noun: Explained (a word, what it means, in which paper somebody stumbled over it). A known word is explained where it
stands: in papers, agendas, notes and answers, never in what the group itself said. Leans on papers, membership,
history and notices.
"""
