"""How much say people really had: members judge it when a topic closes, beside what was declared at the start.

Nouns: Judging (one time of asking, until a day), Judgement (one member's answer). Answers are shown only when the judging
has closed, when five have answered, and never one by one. Leans on topics and notices.
"""
