"""Letters: written into the database with the change they tell of, sent by whoever is woken, each once for each person.

Nouns: Letter, Mailing, Pulse. Takes a person as given; leans on history, choices and reach. The design: README, "Sending".
"""
