"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.detriment.tasks import *  # noqa: F403
from feedback.digests.tasks import *  # noqa: F403
from feedback.drafts import emails as drafts  # noqa: F401  whether a letter is still right when it goes
from feedback.publication.tasks import *  # noqa: F403
from feedback.speaking_up.tasks import *  # noqa: F403
