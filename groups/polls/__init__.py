"""Finding a date together: a few dates are asked about, everybody says which they can make, and a facilitator chooses one.

Nouns: Poll, Option (one date), Sheet (one person's page of answers), Answer (to one option), PollGuest (someone from the
system who is asked too). Leans on meetings, where a chosen date becomes one, on arrangements and attendance.
"""
