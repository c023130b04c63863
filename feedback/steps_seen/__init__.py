"""The seven steps to make co-production happen in an organisation, and whether members of its groups see them.

Nouns: SevenSteps (the list, with what each asks), StepsAsking and MaySee (members of all groups of the organisation are asked
together, without a name), NextAsking (the day of the next time). Nobody opens or stops the questions: the clock does, so that
no leader and no facilitator decides when members are heard. The model is that of the Coalition for Personalised Care.
"""
