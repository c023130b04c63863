"""How each person wants their letters: in which way, when, together or one by one, how they look, paused, discreet, stopped.

Nouns: Preference, GroupPreference (what is different for one group), Stop, Kind (of letter). Takes a person as given and
leans on no room; notices asks it before sending.
"""
