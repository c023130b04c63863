"""Photos and sound recordings that somebody adds to what they said with their name. Never to words without one.

Noun: Attachment. Files lie in a private folder, are checked by their content, hold nothing but the picture or the sound, and
reach a reader only through a page that asks who they are. Leans on log, gathering and voice.
"""
