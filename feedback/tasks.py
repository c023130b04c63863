"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.asides.tasks import *  # noqa: F403
from feedback.attachments.tasks import *  # noqa: F403
from feedback.challenges.tasks import *  # noqa: F403
from feedback.checklists import emails as checklists  # noqa: F401  whether a letter is still right when it goes
from feedback.concerns.tasks import *  # noqa: F403
from feedback.detriment.tasks import *  # noqa: F403
from feedback.digests.tasks import *  # noqa: F403
from feedback.drafts import emails as drafts  # noqa: F401  whether a letter is still right when it goes
from feedback.gathering.tasks import *  # noqa: F403
from feedback.impact.tasks import *  # noqa: F403
from feedback.influence.tasks import *  # noqa: F403
from feedback.openings import emails as openings  # noqa: F401
from feedback.outcomes.tasks import *  # noqa: F403
from feedback.power import emails as power  # noqa: F401
from feedback.publication.tasks import *  # noqa: F403
from feedback.receipts.tasks import *  # noqa: F403
from feedback.replies.tasks import *  # noqa: F403
from feedback.reports.tasks import *  # noqa: F403
from feedback.scribing.tasks import *  # noqa: F403
from feedback.speaking_up.tasks import *  # noqa: F403
from feedback.timeline.tasks import *  # noqa: F403
from feedback.voice import emails as voice  # noqa: F401
