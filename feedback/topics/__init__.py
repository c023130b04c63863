"""What a group talks about over time. Noun: Topic."""
