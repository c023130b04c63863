"""The head leaves the machine once a day, by letter and into a file; and `verify_audit` says whether it is in the chain."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from groups.audit import operations, queries, tasks
from groups.audit.models import Link
from groups.history.models import Event
from groups.history.operations import record
from groups.notices.models import Letter
from groups.people.models import Person
from tests import builders
from tests.groups.audit.tampering import guards_off

DAY, HOURS = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def written(cast, now):
    record("tea_made", "Farah made tea.", at=now, by=cast.farah.membership)
    record("tea_made", "Farah made more tea.", at=now, by=cast.farah.membership)
    tasks.link(now)


def letters():
    return Letter.objects.filter(stem="groups/audit/emails/head").order_by("pk")


def verify(*words):
    out = StringIO()
    call_command("verify_audit", *words, stdout=out)
    return out.getvalue()


def test_once_a_day_each_operator_gets_the_head_in_plain_words(written, cast, now):
    assert tasks.send_head(now) == 1
    letter = letters().get()
    head = Link.objects.newest()
    assert (
        letter.person == cast.ada.person
        and letter.subject == "The head of the record, Wednesday 18 November 2026: please keep"
    )
    assert (
        "On Wednesday 18 November 2026 the record of what happened had 3 links" in letter.text
        and head.digest in letter.text
    )
    assert tasks.send_head(now + HOURS) == 0


def test_it_waits_for_the_morning(written, now):
    night = now.replace(hour=5, minute=59)
    assert tasks.send_head(night) == 0
    assert tasks.send_head(night + timedelta(minutes=1)) == 1


def test_of_two_who_would_send_it_at_once_the_second_sends_nothing(written, now):
    assert (operations.send_head(now=now), operations.send_head(now=now)) == (1, 0)
    assert letters().count() == 1


def test_a_day_in_which_nothing_happened_sends_nothing(written, cast, now):
    tasks.send_head(now)
    assert tasks.send_head(now + DAY) == 0
    record("tea_made", "Farah made tea again.", at=now + DAY, by=cast.farah.membership)
    tasks.link(now + DAY)
    assert tasks.send_head(now + DAY) == 1
    assert letters().count() == 2 and queries.verify().heads == 2


def test_nothing_was_ever_linked_nothing_is_sent(cast, now):
    assert tasks.send_head(now) == 0 and not letters().exists()


def test_whoever_does_not_keep_the_site_any_more_gets_none(written, cast, now, send):
    tasks.send_head(now)
    Person.objects.filter(pk=cast.ada.person.pk).update(is_site_admin=False)
    send(now)
    assert letters().get().state == "EXPIRED"


def test_whoever_keeps_the_site_gets_it(written, cast, now, send):
    tasks.send_head(now)
    send(now)
    assert letters().get().state == "SENT"


def test_each_head_is_added_to_the_file_as_a_line_in_words(written, cast, now, settings, tmp_path):
    settings.AUDIT_HEADS_FILE = str(tmp_path / "elsewhere" / "heads.txt")
    tasks.send_head(now)
    record("tea_made", "Farah made tea again.", at=now, by=cast.farah.membership)
    tasks.link(now + DAY)
    tasks.send_head(now + DAY)
    first, second = (tmp_path / "elsewhere" / "heads.txt").read_text().splitlines()
    assert first.startswith("On Wednesday 18 November 2026 the record had 3 links and its head was ")
    assert second == (
        f"On Thursday 19 November 2026 the record had 5 links and its head was {Link.objects.newest().digest}"
    )
    assert "That head" not in verify() and "is link 3." in verify("--head", first.split()[-1])


def test_a_file_that_cannot_be_written_means_that_no_head_left(written, now, settings, tmp_path):
    settings.AUDIT_HEADS_FILE = str(tmp_path)
    with pytest.raises(IsADirectoryError):
        operations.send_head(now=now)
    assert not letters().exists() and not Link.objects.of_heads().exists()


# --- the command ---


def test_the_command_says_how_much_there_is_and_what_the_head_is(written, cast, now):
    record("tea_made", "Farah made tea again.", at=now, by=cast.farah.membership)
    said = verify()
    assert "Fine: 2 links, in order and unchanged." in said and Link.objects.newest().digest in said
    assert "Not linked yet: 1." in said
    assert json.loads(verify("--json")) | {"links": 2, "waiting": 1, "well": True, "bad": None} == json.loads(
        verify("--json")
    )


def test_before_the_first_line_there_is_no_head(db):
    assert "There is no head yet." in verify()


def test_the_command_names_the_first_bad_row_and_fails(written, cast):
    with guards_off():
        Event.objects.filter(sentence="Farah made more tea.").update(sentence="Farah made coffee.")
    wrong = (
        f"link 2, line {Event.objects.last().pk}, group {cast.group.pk}. {queries.CHANGED} Before it 1 link is fine."
    )
    with pytest.raises(CommandError, match=wrong) as error:
        verify()
    assert error.value.returncode == 1
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_audit", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert left.value.code == 1 and told["bad"]["position"] == 2 and told["well"] is False


def test_a_record_that_was_made_anew_is_whole_and_yet_not_the_one_whose_head_left(written, cast, now):
    """Somebody with everything in their hands writes all of it again. Only what left the machine shows it."""
    tasks.send_head(now)
    kept = Link.objects.newest().digest
    with guards_off():
        Link.objects.all().delete()
        Event.objects.filter(sentence="Farah made more tea.").update(sentence="Farah made coffee.")
        Event.objects.update(key="")
    tasks.link(now)
    assert "Fine" in verify()
    with pytest.raises(CommandError, match="This head is not in the chain, which has 2 links"):
        verify("--head", kept)
    with pytest.raises(SystemExit):
        call_command("verify_audit", "--json", "--head", kept, stdout=StringIO())


# --- the operator's page ---


def test_the_operator_sees_when_a_head_last_left_and_when_somebody_last_looked(written, cast, now):
    page = cast.ada.client.get("/operator/").content.decode()
    assert "No head has left yet" in page and "Nobody has looked yet" in page
    tasks.send_head(now)
    verify()
    page = cast.ada.client.get("/operator/").content.decode()
    assert Link.objects.newest().digest[:12] in page and "3 links, all fine" in page
    with guards_off():
        Event.objects.filter(sentence="Farah made tea.").update(sentence="Farah made coffee.")
    with pytest.raises(CommandError):
        verify()
    page = cast.ada.client.get("/operator/").content.decode()
    assert f"Something is wrong: link 1, line {Event.objects.first().pk}" in page


# --- two at once ---


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_who_link_at_once_make_one_chain():
    from tests.groups.audit.racers import race

    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")
    group = builders.group()
    failed = race(group, operations.link)
    found = queries.verify()
    assert failed == [] and (found.bad, found.waiting, found.links) == (None, 0, 200)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_without_waiting_for_each_other_they_would_get_in_each_others_way(monkeypatch):
    """The negative control. The database still refuses a second link in the same place: nothing wrong is kept."""
    from tests.groups.audit.racers import race

    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: DATABASE_URL")
    monkeypatch.setattr(operations, "_alone", lambda now: None)
    failed = race(builders.group(), operations.link)
    assert failed and set(failed) == {"IntegrityError"}
    assert queries.verify().bad is None
