"""Did people notice? Asked 3 and 12 months after a *did*, of those whose words began it; the answer joins the log.

Nouns: Asking, Noticing (one answer to it), Doubt (nobody noticed: the group settles what happens now), Choice. What nobody
noticed never rests as answered without the group's word. Leans on deeds (opening again), log and notices.
"""
