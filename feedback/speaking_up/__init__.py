"""Whether people can speak up here: twice a year two questions, answered without a name.

Nouns: PulseRound (one round of the questions; holds counts and loose lines, never somebody's answer) and MayAnswer (who is
asked, kept apart from what was answered and forgotten when it closes). Leans on log, for who may.
"""
