"""What came of a survey: where members and staff see it differently, each question on its line, and how it moved over time.

No nouns of its own and nothing is stored: a closed survey does not change, and each page looks back from it, never ahead.
Leans on surveys.
"""
