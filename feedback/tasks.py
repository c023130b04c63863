"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.digests.tasks import *  # noqa: F403
