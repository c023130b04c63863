"""Several things people said, joined into one *we said* for the system, without losing anyone.

Nouns: Piece (one person's own words inside an entry), Strength (how strongly people feel, in words), MinorityView (who sees
it differently, in their own words), KeptAsTalk (what stays talk, with the reason). Leans on log, voice and topics; letters
about an entry ask log for the own words of their reader, and log finds them here by their name.
"""
