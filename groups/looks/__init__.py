"""How a letter looks to its reader: how large, a sentence a line, or in Easy Read; and the frame that is put round it.

Leans on choices, which holds what each person chose, and on the words their group explains (the glossary registers them here).
"""
