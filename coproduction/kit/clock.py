"""What time it is. Only doors (views, tasks, pages, commands) ask; everything inward is given `now`."""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


def now() -> datetime:
    """The present, aware, in UTC. In test mode `CLOCK_AT` (an ISO time, or a file that holds one) stands in for it."""
    if settings.TEST_MODE and settings.CLOCK_AT:
        said = settings.CLOCK_AT
        if said.startswith("/"):
            said = Path(said).read_text().strip()
        at = datetime.fromisoformat(said)
        return at if at.tzinfo else at.replace(tzinfo=UTC)
    return datetime.now(UTC)
