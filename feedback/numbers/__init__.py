"""What makes a number of the overview: each number has a page with what it means and the entries it counts.

Leans on log, answers and impact. The days of unanswered voice have a page of their own, in debt.
"""
