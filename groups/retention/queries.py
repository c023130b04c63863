"""What has been kept long enough. Each question is the rows themselves, and an index leads to them."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from groups.history.models import Event
from groups.invitations.models import Invitation
from groups.notices.models import READABLE, Letter

A_WEEK = timedelta(days=7)
A_MONTH = timedelta(days=30)
HALF_A_YEAR = timedelta(days=183)
TWO_YEARS = timedelta(days=731)


def letters_read_elsewhere(now):
    """What a letter said, once it went whole: its reader has it. One that came back, or said little, is read here."""
    went = Letter.objects.filter(state=Letter.State.SENT, way__in=Letter.WENT_WHOLE, discreet=False, came_back_at=None)
    return went.filter(finished_at__lte=now - A_WEEK).exclude(text="")


def letters_nobody_reads(now):
    """What a letter would have said that did not go, and that its reader is not shown either."""
    not_sent = Letter.objects.filter(state=Letter.State.EXPIRED, finished_at__lte=now - A_WEEK)
    return not_sent.exclude(because__in=READABLE).exclude(text="")


def letters_read_here(now):
    """What can be read only here, for half a year. Those that could not be sent too: nobody sends them any more."""
    return Letter.objects.filter(finished_at__lte=now - HALF_A_YEAR).exclude(text="")


def letters_of_the_past(now):
    """That they went. What they said is long gone."""
    return Letter.objects.filter(finished_at__lte=now - TWO_YEARS, text="")


def letters_to_strangers(now):
    """To an address without an account."""
    return Letter.objects.filter(person=None, finished_at__lte=now - A_MONTH)


def old_invitations(now):
    """Half a year after their link ran out: those nobody took up, and those that have done what they were for."""
    return Invitation.objects.filter(expires_at__lte=now - HALF_A_YEAR)


def old_account_events(now):
    """What somebody did with their own account: signed out everywhere, changed their address, lost their second step."""
    return Event.objects.of_accounts().filter(at__lte=now - TWO_YEARS)


def sessions_over(now):
    return Session.objects.filter(expire_date__lte=now)


def devices_gone(now):
    """Devices last seen a month ago on which nobody is signed in any more."""
    still_in = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=now)
    return UserSession.objects.filter(~Exists(still_in), last_seen_at__lte=now - A_MONTH)
