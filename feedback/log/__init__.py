"""We said, We did: one thing a group said, followed from the first draft to *does that answer it?* and on.

The chain: draft → agreeing → sent → heard → decision → doing → claimed → did (or cannot) → answered; *no* opens it again.
Nouns: Said, Agreement, Hearing, Decision, Deed (an action), MovedDate, Claim, Verdict, Step. Leans on topics and groups.
Sent words never change and no step is ever removed; the database sees to both.
"""
