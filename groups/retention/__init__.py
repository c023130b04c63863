"""How long what is held of people is kept: each rule says which rows have been kept long enough, and takes them away.

No tables. Leans on notices (letters), invitations, history, audit, arrangements and polls. The days stand in `queries.py`; the same
days, in words for people, in `groups/personal.py`.
"""
