"""What a group is reminded of, who gets it and when: its plans on one page, and the next letters they will send.

Nouns: Plan (one time of one kind of reminder, on or off), Kind (declared by the room that sends it). Leans on membership and
notices. Rooms above declare their kinds here; this room knows none of them.
"""
