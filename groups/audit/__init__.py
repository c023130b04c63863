"""What makes a change to the history show: every line of it is linked into one chain, and the chain's head leaves the machine.

Nouns: Link, head (the newest link's digest: it stands for everything before it), Found (what `verify_audit` found). Leans on
history, erasures and notices; no room of people's pages leans on it. The clock links, so writing history costs what it did.
"""
