"""Not now, and done: what one person says to a reminder they got.

Noun: PutOff (of one reminder, by one person: until a moment, or for good). Leans on plans, which knows every kind of reminder,
and on notices. It works by a link in the letter, because somebody who is not well today should not have to sign in to say so.
"""
