"""We said, We did: one thing a group said, where it stands, and every step it took.

The chain: draft → agreeing → sent → heard → decision → doing → claimed → did (or cannot) → answered; *no* opens it again.
Nouns: Said, Step (one line of the chain). `drafts` writes the chain up to sending, `answers` and `deeds` from hearing on,
all through `take_step` here; `entries` has the pages. Leans on topics and groups. The database keeps sent words.
"""
