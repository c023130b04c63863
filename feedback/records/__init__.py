"""Taking the whole record of a group away: one asks with a reason, a second person agrees, and the group is told.

Noun: Export (who asked and agreed; the file itself is made each time and kept nowhere). It holds what its taker may read on
the pages, and no more. Leans on seconding, downloads, voice, minutes and the trail.
"""
