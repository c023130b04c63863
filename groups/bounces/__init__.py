"""What came back: reports of mail servers, news from mail providers and receipts of texts and post, counted against where it went.

Noun: Report (that one came, so that it counts once). Also where a person, or a facilitator for them, asks us to try again.
Leans on notices (letters), carriers (texts and post), reach (addresses), membership and history.
"""
