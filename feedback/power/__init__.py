"""Power on the table: who has the final say on a topic, what is open to change and what is fixed, how much say people have.

Nouns: MapItem (one thing on the open-to-change map), PowerChange (what stood before, what stands now, and why). People of
the system fill these in as well as facilitators, since they know what is fixed. Leans on topics.
"""
