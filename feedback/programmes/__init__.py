"""Programmes of work of the system, and how early each came to the group: an idea, being shaped, options, a draft, or decided.

Nouns: Programme (who owns it, the money for working together, when they meet the group next), ProgrammeLine (its history).
Counts programmes, never people. Leans on topics, log, plans, away and notices.
"""
