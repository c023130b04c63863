"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.digests.tasks import *  # noqa: F403
from feedback.drafts import emails as drafts  # noqa: F401  whether a letter is still right when it goes
from feedback.replies.tasks import *  # noqa: F403
from feedback.scribing.tasks import *  # noqa: F403
