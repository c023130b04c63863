"""Somebody's groups beside each other, in one spreadsheet: the numbers of the overview, and the figures and dates of periods.

A line holds what the page or the file of that one group shows to the same person, no more. Nothing about people is added up.
Leans on overview, debt and periods.
"""
