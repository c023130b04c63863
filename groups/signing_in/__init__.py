"""What guards signing in: tries that are counted, browsers somebody came with before, and keeping up with a new SECRET_KEY.

Nouns: Kept (a count, or something that may be used once), KnownBrowser. A browser is known by a secret it keeps and we do
not: here is only a hash of it, another one for each person. Leans on people, notices (the letter about a new browser) and history.
"""
