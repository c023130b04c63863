"""How each person wants their letters: by email or only here, when, together or one by one, paused, discreet, stopped.

Nouns: Preference, Stop, Kind (of letter). Takes a person as given and leans on no room; notices asks it before sending.
"""
