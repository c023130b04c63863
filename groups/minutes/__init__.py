"""Notes of a meeting: written, corrected by those who were there, confirmed. Nouns: Notes, NotesVersion. Leans on meetings."""
