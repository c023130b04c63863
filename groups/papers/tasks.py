"""What the clock does: files left over."""

from groups.notices import operations as notices
from groups.papers import operations, queries


@notices.each_tick("paper files left over", due=lambda now: bool(queries.FOLDER.new_ones()))
def clear_up(now) -> int:
    return operations.clear_up(now=now)
