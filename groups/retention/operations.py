"""Taking away what has been kept long enough. Each rule is safe to run twice at once."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from coproduction.kit.forgetting import rule
from groups.arrangements import operations as arrangements
from groups.arrangements import queries as arranged
from groups.audit import operations as audit
from groups.invitations.models import Invitation
from groups.meetings.models import Meeting
from groups.notices.models import Letter
from groups.polls import operations as polls
from groups.polls.models import Poll
from groups.retention import queries


@rule("letters: what they said", rows=queries.letters_read_elsewhere)
@rule("letters: what those not sent would have said", rows=queries.letters_nobody_reads)
@rule("letters: what could be read here", rows=queries.letters_read_here)
def wipe_letters(pks, now) -> None:
    """That it went, when and what about, stays."""
    Letter.objects.filter(pk__in=pks).update(text="", html="", easy="")


@rule("letters: that they went", rows=queries.letters_of_the_past)
@rule("letters: to people without an account", rows=queries.letters_to_strangers)
def delete_letters(pks, now) -> None:
    Letter.objects.filter(pk__in=pks).delete()


@rule("invitations", rows=queries.old_invitations)
def delete_invitations(pks, now) -> None:
    Invitation.objects.filter(pk__in=pks).delete()


@rule("history of accounts", rows=queries.old_account_events)
def delete_account_events(pks, now) -> None:
    audit.forget(pks, now=now)


@rule("sign-ins that are over", rows=queries.sessions_over)
def delete_sessions(pks, now) -> None:
    Session.objects.filter(pk__in=pks).delete()


@rule("devices not seen any more", rows=queries.devices_gone)
def delete_devices(pks, now) -> None:
    UserSession.objects.filter(pk__in=pks).delete()


# --- what the clock does in jobs of these rooms ---


@rule("what people needed at meetings", rows=arranged.to_forget, elsewhere=True)
def forget_needs(pks, now) -> None:
    for meeting in Meeting.objects.filter(pk__in=pks):
        arrangements.forget(meeting=meeting, now=now)


@rule("what people said about dates", rows=Poll.objects.to_forget, elsewhere=True)
def forget_dates(pks, now) -> None:
    for poll in Poll.objects.filter(pk__in=pks):
        polls.forget(poll=poll, now=now)
