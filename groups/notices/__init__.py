"""Letters: written into the database with the change they tell of, sent by whoever is woken, each once for each person.

Nouns: Letter, Preference, Suppression. Takes a person as given; leans on history only. The design: README, "Sending".
"""
