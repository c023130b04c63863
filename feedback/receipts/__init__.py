"""Words without a name, from the moment they are written: where they wait, how they appear, and the code that is their receipt.

Nouns: Offer (whether somebody may speak without a name here, or why not), Receipt (the code; we keep a salted hash of it).
Nothing here may ever lead from words to a person, so: rows that wait are all written anew, in an order of chance, whenever
one joins them (neither a row's place on the disk nor its transaction says which came last); they move in batches; of time
there is a day; and the count of how much somebody wrote today is in the passing cache only, under a key that dies with it.
"""
