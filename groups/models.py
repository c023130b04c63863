"""An index: the rooms' tables, so that Django finds them."""

from groups.actions.models import *  # noqa: F403
from groups.agendas.models import *  # noqa: F403
from groups.arrangements.models import *  # noqa: F403
from groups.attendance.models import *  # noqa: F403
from groups.audit.models import Link  # noqa: F401
from groups.away.models import *  # noqa: F403
from groups.bounces.models import *  # noqa: F403
from groups.calendars.models import *  # noqa: F403
from groups.carriers.models import Carriage, Spent  # noqa: F401
from groups.charter.models import *  # noqa: F403
from groups.checkouts.models import *  # noqa: F403
from groups.choices.models import *  # noqa: F403
from groups.complaints.models import *  # noqa: F403
from groups.consents.models import *  # noqa: F403
from groups.corrections.models import *  # noqa: F403
from groups.erasures.models import Erasure  # noqa: F401
from groups.facilitation.models import *  # noqa: F403
from groups.glossary.models import *  # noqa: F403
from groups.history.models import *  # noqa: F403
from groups.investments.models import FacilitationTime, Given  # noqa: F401
from groups.invitations.models import *  # noqa: F403
from groups.meetings.models import *  # noqa: F403
from groups.membership.models import *  # noqa: F403
from groups.minutes.models import *  # noqa: F403
from groups.notices.models import *  # noqa: F403
from groups.pacing.models import *  # noqa: F403
from groups.papers.models import *  # noqa: F403
from groups.papers_due.models import *  # noqa: F403
from groups.people.models import *  # noqa: F403
from groups.places.models import *  # noqa: F403
from groups.plans.models import *  # noqa: F403
from groups.polls.models import *  # noqa: F403
from groups.putting_off.models import *  # noqa: F403
from groups.reach.models import *  # noqa: F403
from groups.reminders.models import *  # noqa: F403
from groups.removals.models import *  # noqa: F403
from groups.retold.models import Retold  # noqa: F401
from groups.series.models import *  # noqa: F403
from groups.sharing.models import *  # noqa: F403
from groups.signing_in.models import Kept, KnownBrowser  # noqa: F401
from groups.surveys.models import Asked, Half, Survey, SurveyNudge  # noqa: F401
from groups.ways.models import *  # noqa: F403
