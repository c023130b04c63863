"""An index: the rooms' tables, so that Django finds them."""

from feedback.answers.models import *  # noqa: F403
from feedback.asides.models import *  # noqa: F403
from feedback.attachments.models import *  # noqa: F403
from feedback.challenges.models import *  # noqa: F403
from feedback.checklists.models import *  # noqa: F403
from feedback.concerns.models import *  # noqa: F403
from feedback.deeds.models import *  # noqa: F403
from feedback.detriment.models import *  # noqa: F403
from feedback.digests.models import *  # noqa: F403
from feedback.drafts.models import *  # noqa: F403
from feedback.gathering.models import *  # noqa: F403
from feedback.impact.models import *  # noqa: F403
from feedback.imports.models import *  # noqa: F403
from feedback.influence.models import *  # noqa: F403
from feedback.log.models import *  # noqa: F403
from feedback.outcomes.models import *  # noqa: F403
from feedback.power.models import *  # noqa: F403
from feedback.publication.models import *  # noqa: F403
from feedback.replies.models import *  # noqa: F403
from feedback.reports.models import *  # noqa: F403
from feedback.scribing.models import *  # noqa: F403
from feedback.speaking_up.models import *  # noqa: F403
from feedback.timeline.models import *  # noqa: F403
from feedback.together.models import *  # noqa: F403
from feedback.topics.models import *  # noqa: F403
from feedback.voice.models import *  # noqa: F403
