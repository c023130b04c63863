"""Where an organisation stands with the seven steps to make co-production happen, and what changed since last time.

Nouns: StepLook (what a sponsor said of one step on a day, with what shows it; never changed), StepStanding (which look counts
now, and when it is time to look again). Beside it stands what members see (steps_seen) and what is known by itself
(steps_known). A tag is worked out each time and never stored: no step is green on a record alone.
"""
