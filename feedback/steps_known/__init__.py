"""What is known of each of the seven steps without anybody noting it: from the promises, programmes, training, reviews and
answers of all groups of an organisation together. No tables. Counts of things, never of people, and nobody's words.
"""
