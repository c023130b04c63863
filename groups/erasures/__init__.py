"""Being erased: a person asks, has a week to change their mind, and then goes. What becomes of each field says `personal.csv`.

Noun: Erasure. Leans on membership, history, notices and people; other rooms say what is still owed, and undo what is theirs. The
numbers of those who were erased are also kept in a file beside the database, so that an older backup can be made to forget again.
"""
