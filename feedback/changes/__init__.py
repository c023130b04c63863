"""*How co-production has changed things*: what a group published that was done, since when, where, how one can see it, and
if people noticed. For anyone, on screen and on paper, in large print and as short sentences. Has no table. Leans on publication.
"""
