"""Answers to our letters that come by e-mail or by text. Each becomes a post with its writer's name in the talk, never a deed.

Noun: Inbound (one message as it came). What cannot be taken is kept, and whoever it is from is told why and how else.
Leans on voice (posts), log (entries) and notices (the letter that was answered).
"""
