"""An index: the rooms' tasks, so that Celery finds them."""

from groups.notices import tasks as notices  # noqa: F401
from groups.reminders import tasks as reminders  # noqa: F401
