"""Several letters in one: what waited for its reader's own time goes together, one batch a day for each way that they chose.

No tables. Noun: Batch (a letter whose parts are letters). Leans on notices, which draws a batch and sends it, and choices.
"""
