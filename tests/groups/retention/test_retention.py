"""What is kept, how long, and that counting it first says what will go."""

import json
import re
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings as configured
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from coproduction.kit import forgetting
from groups.batches import operations as batches
from groups.history.models import Event
from groups.history.operations import record
from groups.invitations.models import Invitation
from groups.meetings.models import Reply
from groups.notices import operations as notices
from groups.notices.models import Kind, Letter
from groups.polls.models import Option, Poll, Sheet
from groups.retention import tasks
from tests import builders
from tests.groups.carriers.conftest import ADDRESS, chooses
from tests.groups.carriers.conftest import carrier as carrier

DAY = timedelta(days=1)
NOTE = "groups/notices/emails/note"


def letter(to, at, key, *, person=True, **state):
    """One that was posted and came to its end at this moment."""
    notices.post(NOTE, to=to if person else to.email, key=key, at=at, kind=Kind.NEWS)
    state = {"state": "SENT", "way": "EMAIL", "finished_at": at} | state
    Letter.objects.filter(key=key).update(easy="letter: There is something new for you.", **state)
    return Letter.objects.get(key=key)


def words(key):
    one = Letter.objects.get(key=key)
    assert one.text or not (one.html or one.easy)
    return bool(one.text)


def test_what_a_letter_said_goes_7_days_after_it_went_and_that_it_went_stays(cast, now):
    letter(cast.sam.person, now - 7 * DAY, "old")
    letter(cast.sam.person, now - 7 * DAY + timedelta(seconds=1), "new")
    assert tasks.forget(now) == 1
    assert not words("old") and words("new") and Letter.objects.get(key="old").subject
    page = cast.sam.client.get(reverse("your_letter", args=[Letter.objects.get(key="old").pk])).content.decode()
    assert "We keep what a letter says for 7 days" in page and "lets somebody in" not in page


@pytest.mark.parametrize(
    "state",
    [
        {"way": "KEPT"}, {"way": "TEXT"}, {"discreet": True}, {"came_back_at": builders.NOW},
        {"state": "EXPIRED", "way": "", "because": "PAUSED"}, {"state": "DEAD", "way": "", "because": "GAVE_UP"},
    ],
    ids=["kept here", "a text", "discreet", "came back", "paused", "gave up"],
)  # fmt: skip
def test_what_can_be_read_only_here_stays_for_half_a_year(cast, now, state):
    letter(cast.sam.person, now - 182 * DAY, "here", **state)
    assert tasks.forget(now) == 0 and words("here")
    assert tasks.forget(now + 2 * DAY) == 1 and not words("here")


def long_ones(post, send, to, now, count, words):
    """Letters that are long and wait for one batch, which goes at nine the next day. Gives that moment."""
    for number in range(count):
        one = post(to, f"long-{number}")
        text = f"Number-{number:03d} " + words
        Letter.objects.filter(pk=one.pk).update(text=text, html=f"<p>{text}</p>")
    assert send() == {"hold": count}
    at = now + DAY
    batches.gather(now=at)
    assert send(at) == {"sent": 1}
    return at


def still_there():
    return {one.text[:10] for one in Letter.objects.exclude(text="").exclude(kind=Kind.BATCH)}


def test_what_did_not_fit_into_an_email_can_be_read_here_for_half_a_year(sam, post, send, mail, now):
    sam = chooses(sam, "EMAIL", frequency="DAILY", batch_hour=10)
    at = long_ones(post, send, sam, now, 150, "Something that matters. " * 12)
    went = mail.messages[-1].get_body(("plain",)).get_content()
    inside = set(re.findall(r"Number-\d{3}", went))
    assert 0 < len(inside) < 150 and f"There are {150 - len(inside)} more. They did not fit in here." in went
    assert Letter.objects.filter(way="BATCH").count() == len(inside)
    assert Letter.objects.filter(way="KEPT", address="").count() == 150 - len(inside)
    tasks.forget(at + 8 * DAY)
    assert still_there() == {f"Number-{number:03d}" for number in range(150)} - inside
    tasks.forget(at + 184 * DAY)
    assert still_there() == set()


def test_a_letter_that_was_cut_on_paper_can_be_read_here_for_half_a_year_and_a_whole_one_is_not(
    sam, post, send, carrier, now
):
    sam.postal_address = ADDRESS
    sam.save()
    sam = chooses(sam, "POST")
    for key, text in (("cut", "A sentence that matters. " * 400 + "THE END"), ("whole", "Short. THE END")):
        Letter.objects.filter(pk=post(sam, key).pk).update(text=text)
    assert send() == {"sent": 2}
    assert ["THE END" in one["body"] for one in carrier.letters] == [False, True]
    tasks.forget(now + 8 * DAY)
    assert words("cut") and not words("whole")
    tasks.forget(now + 184 * DAY)
    assert not words("cut")


def test_what_went_together_and_was_cut_on_paper_stays_too(sam, post, send, carrier, now):
    sam.postal_address = ADDRESS
    sam.save()
    at = long_ones(post, send, chooses(sam, "POST", frequency="DAILY", batch_hour=10), now, 5, "It matters. " * 200)
    assert (
        "The rest is on our website." in carrier.letters[0]["body"] and "Number-004" not in carrier.letters[0]["body"]
    )
    tasks.forget(at + 8 * DAY)
    assert len(still_there()) == 5


def test_a_note_on_paper_said_nothing_so_the_letter_stays(sam, post, send, carrier, now):
    sam.postal_address = ADDRESS
    sam.save()
    post(chooses(sam, "POST", discreet=True), "note")
    Letter.objects.update(text="Only here")
    assert send() == {"sent": 1} and "Only here" not in carrier.letters[0]["body"]
    tasks.forget(now + 8 * DAY)
    assert words("note")


def test_the_page_of_a_letter_that_was_cut_on_paper_says_so(cast, now):
    one = letter(cast.sam.person, now, "cut", way="CUT")
    page = cast.sam.client.get(reverse("your_letter", args=[one.pk])).content.decode()
    assert "Sent by post at" in page and "Paper did not hold all of it." in page


def test_what_was_not_sent_and_nobody_reads_goes_after_7_days(cast, now):
    letter(cast.sam.person, now - 8 * DAY, "late", state="EXPIRED", way="", because="USELESS")
    assert tasks.forget(now) == 1 and not words("late")


def test_a_letter_without_its_words_is_not_tried_again(cast, now):
    letter(cast.sam.person, now - 200 * DAY, "dead", state="DEAD", way="", because="GAVE_UP")
    tasks.forget(now)
    notices.wait_again(Letter.objects.get(key="dead"), now=now)
    assert Letter.objects.get(key="dead").state == "DEAD"


def test_after_two_years_nothing_says_that_a_letter_went(cast, now):
    letter(cast.sam.person, now - 732 * DAY, "ages ago", text="")
    letter(cast.sam.person, now - 730 * DAY, "long ago", text="")
    tasks.forget(now)
    assert list(Letter.objects.values_list("key", flat=True)) == ["long ago"]


def test_a_letter_to_somebody_without_an_account_goes_after_30_days(cast, now):
    letter(cast.sam.person, now - 30 * DAY, "old", person=False)
    letter(cast.sam.person, now - 29 * DAY, "new", person=False)
    tasks.forget(now)
    assert list(Letter.objects.values_list("key", flat=True)) == ["new"]


def test_an_invitation_goes_half_a_year_after_it_ran_out(cast, now):
    for days in (183, 182):
        Invitation.objects.create(
            group=cast.group, email=f"in-{days}@example.org", role="MEMBER", token_hash=str(days), invited_at=now - days * DAY,
            expires_at=now - days * DAY,
        )  # fmt: skip
    tasks.forget(now)
    assert list(Invitation.objects.values_list("token_hash", flat=True)) == ["182"]


def test_what_somebody_did_with_their_account_goes_after_two_years_and_the_groups_history_never(cast, now):
    long_ago, sam = now - 732 * DAY, cast.sam
    record("signed_out_everywhere", "Someone signed out.", by=sam.person, about=sam.person, at=long_ago)
    record("signed_out_everywhere", "Someone signed out.", by=sam.person, about=sam.person, at=now)
    record("role_changed", "Sam is a member.", by=sam.membership, about=sam.membership, at=long_ago)
    tasks.forget(now)
    assert sorted(Event.objects.values_list("what", flat=True)) == ["role_changed", "signed_out_everywhere"]


def test_a_device_goes_a_month_after_it_was_last_seen_unless_somebody_is_signed_in_there(cast, now):
    store = import_module(configured.SESSION_ENGINE).SessionStore
    for name, days, until in (("away", 31, -1), ("in", 31, 1), ("lately", 29, -1)):
        key = store(name).session_key
        Session.objects.create(session_key=key or name, session_data="", expire_date=now + until * DAY)
        one = UserSession.objects.create(user=cast.sam.person, ip="127.0.0.1", session_key=key or name, user_agent=name)
        UserSession.objects.filter(pk=one.pk).update(last_seen_at=now - days * DAY)
    tasks.forget(now)
    assert sorted(UserSession.objects.values_list("user_agent", flat=True)) == ["in", "lately"]
    assert list(Session.objects.filter(session_data="").values_list("session_key", flat=True)) == ["in"]


# --- by hand ---


def told(**options):
    out = StringIO()
    call_command("retention", json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def a_bit_of_everything(cast, now):
    """Something for every rule, and of one more than goes in one piece."""
    before = builders.meeting(cast.group, cast.farah.membership, "Long ago", starts_at=now - 40 * DAY)
    Reply.objects.create(meeting=before, membership=cast.sam.membership, answer="YES", needs="A ramp", replied_at=now)
    poll = Poll.objects.create(
        group=cast.group, title="Which day?", time_zone="Europe/London", closes_on=(now - 50 * DAY).date(),
        closes_at=now - 50 * DAY, asked_by=cast.farah.membership, asked_at=now - 60 * DAY,
    )  # fmt: skip
    Option.objects.create(poll=poll, starts_at=now - 40 * DAY, ends_at=now - 39 * DAY, how="ONLINE")
    Sheet.objects.create(poll=poll, membership=cast.sam.membership, needs="Not before ten", given_at=now - 55 * DAY)
    for number in range(5):
        letter(cast.sam.person, now - 8 * DAY, f"went-{number}")
    letter(cast.sam.person, now - 8 * DAY, "late", state="EXPIRED", way="", because="USELESS")
    letter(cast.sam.person, now - 200 * DAY, "here", way="KEPT")
    letter(cast.sam.person, now - 732 * DAY, "ages ago", text="")
    letter(cast.sam.person, now - 40 * DAY, "stranger", person=False, text="")
    record(
        "signed_out_everywhere", "Someone signed out.", by=cast.sam.person, about=cast.sam.person, at=now - 732 * DAY
    )


def test_a_dry_run_counts_what_a_run_then_takes_away_and_takes_nothing(cast, now, monkeypatch):
    monkeypatch.setattr(forgetting, "AT_A_TIME", 2)
    a_bit_of_everything(cast, now)
    first = told(dry_run=True)
    assert first == told(dry_run=True) and sum(first.values()) >= 12
    assert told() == first
    assert set(told(dry_run=True).values()) == {0}
    assert Reply.objects.get().needs == "" and not Sheet.objects.exists()


def test_it_can_be_asked_about_another_day_and_reads_as_a_list(cast, now):
    letter(cast.sam.person, now, "new")
    assert sum(told(dry_run=True).values()) == 0
    assert told(dry_run=True, at=(now + 8 * DAY).isoformat())["letters: what they said"] == 1
    out = StringIO()
    call_command("retention", "--dry-run", stdout=out)
    assert "       0  invitations" in out.getvalue()


def test_a_rule_that_takes_nothing_away_is_stopped(cast, now, monkeypatch):
    letter(cast.sam.person, now, "new")
    lazy = forgetting.Rule("lazy", lambda at: Letter.objects.all(), lambda pks, at: None)
    monkeypatch.setattr(forgetting, "_rules", {"lazy": lazy})
    with pytest.raises(forgetting.NothingWent, match="lazy"):
        forgetting.everything(now)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks PostgreSQL how it would find them")
def test_an_index_leads_to_everything_that_is_kept_too_long(cast, now):
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        for rows in forgetting.looks(now):
            plan = rows.values("pk").explain()
            assert "Seq Scan" not in plan, plan
        cursor.execute("RESET enable_seqscan")
