"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.digests.tasks import *  # noqa: F403
from feedback.drafts import emails as drafts  # noqa: F401  whether a letter is still right when it goes
from feedback.impact.tasks import *  # noqa: F403
from feedback.outcomes.tasks import *  # noqa: F403
from feedback.timeline.tasks import *  # noqa: F403
