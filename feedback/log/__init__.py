"""We said, We did: one thing a group said, where it stands, and every step it took. The room that is read.

The chain: draft → agreeing → sent → heard → decision → doing → claimed → did (or cannot) → answered; *no* opens it again.
Nouns: Said, Step (one line of the chain), Tally (kept counts). `drafts` writes the chain up to sending, `answers` from
hearing on; both through `take_step` here. Leans on topics and groups. The database sees to it that sent words stay.
"""
