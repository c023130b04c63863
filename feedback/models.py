"""An index: the rooms' tables, so that Django finds them."""

from feedback.log.models import *  # noqa: F403
from feedback.topics.models import *  # noqa: F403
