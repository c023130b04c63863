"""What a meeting talks about, in which order and for how long. Noun: Item. Leans on meetings."""
