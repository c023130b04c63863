"""When the answer is *we can't*, *not now* or only *partly*: the group asks again, on a route of three rungs.

The reason again, the sponsor, then an independent person the group named, each with a promise of its own. Noun:
Challenge (one rung of one entry). A late answer counts as none. Leans on deeds (opening again), answers and notices.
"""
