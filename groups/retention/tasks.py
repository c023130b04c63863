from coproduction.kit import forgetting
from groups.notices import operations as notices
from groups.retention import operations  # noqa: F401  its rules


@notices.each_tick("kept long enough", due=forgetting.looks)
def forget(now) -> int:
    return forgetting.a_piece(now)
