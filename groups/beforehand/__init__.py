"""What is asked for before a meeting, on the page of reminder plans: which dates people can make, and what they need.

Leans on polls and arrangements, which send these reminders, and on plans, which shows them.
"""
