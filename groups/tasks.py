"""An index: the rooms' tasks, so that Celery finds them."""

from groups.actions import tasks as actions  # noqa: F401
from groups.agendas import emails as agendas  # noqa: F401  whether a letter is still right when it goes
from groups.arrangements.tasks import *  # noqa: F403
from groups.audit import tasks as audit  # noqa: F401
from groups.away import emails as away  # noqa: F401  whether a letter is still right when it goes
from groups.batches import tasks as batches  # noqa: F401
from groups.beforehand import operations as beforehand  # noqa: F401  two kinds of reminder
from groups.bounces import tasks as bounces  # noqa: F401
from groups.calendars import emails as calendars  # noqa: F401  what a letter encloses for a calendar
from groups.checkouts.tasks import *  # noqa: F403
from groups.complaints import tasks as complaints  # noqa: F401
from groups.consents import operations as consents  # noqa: F401  its rule of what is kept too long
from groups.corrections import emails as corrections  # noqa: F401  whether a letter is still right when it goes
from groups.erasures import operations as erasures  # noqa: F401  its rules of what is kept too long
from groups.glossary import emails as glossary  # noqa: F401  whether a letter is still right when it goes
from groups.invitations import emails as invitations  # noqa: F401  the same
from groups.meetings import emails as meetings  # noqa: F401  the same
from groups.minutes import tasks as minutes  # noqa: F401
from groups.notices import tasks as notices  # noqa: F401
from groups.papers import tasks as papers  # noqa: F401
from groups.papers_due import tasks as papers_due  # noqa: F401
from groups.people import emails as people  # noqa: F401  a letter that always goes by email
from groups.places import tasks as places  # noqa: F401
from groups.plans import queries as plans  # noqa: F401  whether a reminder is still planned when it goes
from groups.polls import tasks as polls  # noqa: F401
from groups.putting_off import tasks as putting_off  # noqa: F401
from groups.reminders import tasks as reminders  # noqa: F401
from groups.retention import tasks as retention  # noqa: F401
from groups.series import emails as series  # noqa: F401  whether a letter is still right when it goes
from groups.sharing import tasks as sharing  # noqa: F401
from groups.signing_in import tasks as signing_in  # noqa: F401
from groups.surveys import tasks as surveys  # noqa: F401
from groups.ways import tasks as ways  # noqa: F401
from groups.wishes import emails as wishes  # noqa: F401  a letter that always goes by email
