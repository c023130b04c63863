"""The public page of a group: what it is, how to join, and We said, We did as far as the group published it. Leans on log."""
