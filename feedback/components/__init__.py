"""The parts of personalised care as a list to start from, and where voice is and where it is silent.

No tables: a part that a group chose is one of its topics, with `component` set, and from then on its own to change.
"""
