"""What the clock does: what was made with an older SECRET_KEY follows the one of now."""

from groups.notices import operations as notices
from groups.signing_in import operations, queries


@notices.each_tick("what follows a new key", due=queries.to_follow)
def follow(now) -> int:
    return operations.follow(now=now)
