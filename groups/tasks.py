"""An index: the rooms' tasks, so that Celery finds them."""

from groups.reminders import tasks as reminders  # noqa: F401
