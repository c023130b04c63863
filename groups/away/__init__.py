"""When somebody of the system is away, from and until, and who stands in: reminders go to them, and people are told.

Nouns: Away (one time away in one group), AwayDay (one day of it: nobody is away twice on a day). It ends by itself. Leans on
membership, history and notices.
"""
