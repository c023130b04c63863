"""An index: the rooms' tables, so that Django finds them."""

from feedback.answers.models import *  # noqa: F403
from feedback.deeds.models import *  # noqa: F403
from feedback.detriment.models import *  # noqa: F403
from feedback.digests.models import *  # noqa: F403
from feedback.drafts.models import *  # noqa: F403
from feedback.imports.models import *  # noqa: F403
from feedback.log.models import *  # noqa: F403
from feedback.publication.models import *  # noqa: F403
from feedback.speaking_up.models import *  # noqa: F403
from feedback.topics.models import *  # noqa: F403
from feedback.voice.models import *  # noqa: F403
