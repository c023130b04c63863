"""Notes of a meeting: written together, part by part, with every version kept. Leans on meetings and agendas.

Nouns: Notes, NotesPart (what was said under one item), NotesLine (a decision, or words the group wants in the log),
NotesVersion (the whole as it was saved), NotesNudge. Whether they are right is asked in corrections.
"""
