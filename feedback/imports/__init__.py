"""Bring what you have: the spreadsheet a group keeps today becomes entries of *We said, We did*.

A file is read into rows, its columns are matched, its rows are checked and mended, and then it is brought in, in one piece;
the whole of it can be taken out again. Each row of the file is always in exactly one place, so that the counts add up.
Nouns: Import, ImportSheet, ImportRow. Leans on the log, which makes the entries, on topics and on kit.sheets.
"""
