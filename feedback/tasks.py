"""An index: the rooms' tasks, so that Celery finds them."""

from feedback.asides.tasks import *  # noqa: F403
from feedback.attachments.tasks import *  # noqa: F403
from feedback.challenges.tasks import *  # noqa: F403
from feedback.checklists import emails as checklists  # noqa: F401  whether a letter is still right when it goes
from feedback.closing import emails as closing  # noqa: F401
from feedback.commitments.tasks import *  # noqa: F403
from feedback.concerns.tasks import *  # noqa: F403
from feedback.debt import operations as debt  # noqa: F401  keeps count of every step
from feedback.detriment.tasks import *  # noqa: F403
from feedback.digests.tasks import *  # noqa: F403
from feedback.disputes.tasks import *  # noqa: F403
from feedback.drafts import emails as drafts  # noqa: F401  whether a letter is still right when it goes
from feedback.emergencies.tasks import *  # noqa: F403
from feedback.gathering import operations as gathering  # noqa: F401  what goes when words are taken back
from feedback.handovers import emails as handovers  # noqa: F401  whether a letter is still right when it goes
from feedback.impact.tasks import *  # noqa: F403
from feedback.influence.tasks import *  # noqa: F403
from feedback.ingredients.tasks import *  # noqa: F403
from feedback.ingredients_again.tasks import *  # noqa: F403
from feedback.journey.tasks import *  # noqa: F403
from feedback.nudges.tasks import *  # noqa: F403
from feedback.openings import emails as openings  # noqa: F401
from feedback.outcomes.tasks import *  # noqa: F403
from feedback.periods.tasks import *  # noqa: F403
from feedback.power import emails as power  # noqa: F401
from feedback.programmes.tasks import *  # noqa: F403
from feedback.promised import operations as promised  # noqa: F401  a kind of reminder
from feedback.publication.tasks import *  # noqa: F403
from feedback.receipts.tasks import *  # noqa: F403
from feedback.records import emails as records  # noqa: F401  whether a letter is still right when it goes
from feedback.replies.tasks import *  # noqa: F403
from feedback.reports.tasks import *  # noqa: F403
from feedback.reviews.tasks import *  # noqa: F403
from feedback.scribing.tasks import *  # noqa: F403
from feedback.seven_steps.tasks import *  # noqa: F403
from feedback.speaking_up.tasks import *  # noqa: F403
from feedback.steps_seen.tasks import *  # noqa: F403
from feedback.timeline.tasks import *  # noqa: F403
from feedback.voice import emails as voice  # noqa: F401
