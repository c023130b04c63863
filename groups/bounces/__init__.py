"""What came back: reports of mail servers and news from mail providers, counted against the address a letter went to.

Noun: Report (that one came, so that it counts once). Also where a person, or a facilitator for them, asks us to try again.
Leans on notices (letters), reach (addresses), membership and history.
"""
