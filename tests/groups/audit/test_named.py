"""A line that lost its key is taken for an erasure's doing only if the list outside the database names it.

Whoever attacks here has the site's own role in the database, so the guards are on, and does what the guards let an erasure do.
"""

from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from groups.audit import queries, tasks
from groups.erasures import operations as erasures
from groups.erasures.models import Erasure
from groups.history.models import Event
from groups.history.operations import record
from groups.people.models import Person

DAY = timedelta(days=1)
FORGED = "Jo said that the new letter is fine."


@pytest.fixture
def lines(cast, now):
    """One of Sam, one of Jo, one in which Farah names Sam; all linked."""
    written = [
        record("word_said", "Sam said that it hurts.", at=now, by=cast.sam.membership),
        record("word_said", "Jo said that the letter comes too late.", at=now, by=cast.jo.membership),
        record("tea_made", "Farah made tea for Sam.", at=now, by=cast.farah.membership),
    ]
    assert tasks.link(now) == 3
    return written


def erase(who, now):
    erasures.erase(person=Person.objects.get(pk=who.person.pk), because=Erasure.Because.OPERATOR, now=now)


def rewrite(line, words=FORGED):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE groups_event SET sentence = %s, key = '' WHERE id = %s", [words, line.pk])
        assert cursor.rowcount == 1, "the guards let an erasure do so, so they let this"


def told(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def as_before(text):
    """The list as it was written before lines were named."""
    return "".join(f"{' '.join(line.split()[:2])}\n" for line in text.splitlines())


# --- the attack ---


@pytest.mark.parametrize("linked", [False, True], ids=["before the clock", "after the clock"])
def test_a_line_rewritten_on_the_day_of_an_erasure_is_found_and_named(lines, cast, now, linked):
    erase(cast.sam, now)
    tasks.link(now)
    rewrite(lines[1])
    if linked:
        tasks.link(now)
    bad = queries.verify().bad
    assert bad and (bad.event, bad.group, bad.what) == (lines[1].pk, cast.group.pk, queries.NOBODY_WENT)
    with pytest.raises(CommandError, match=f"line {lines[1].pk}, group {cast.group.pk}"):
        call_command("verify_audit")


def test_without_the_rewriting_the_same_day_is_whole(lines, cast, now):
    """The negative control."""
    erase(cast.sam, now)
    assert queries.verify().bad is None, "before the clock came round"
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.nameless, found.on_trust) == (None, 2, 0)
    assert "on trust" not in told("verify_audit")


def test_an_erasure_made_up_in_the_database_excuses_nothing(lines, cast, now):
    Erasure.objects.create(person=cast.farah.person, because="ASKED", asked_at=now, due_at=now, done_at=now)
    rewrite(lines[1])
    assert queries.verify().bad.event == lines[1].pk


def test_a_line_that_an_erasure_named_once_cannot_be_rewritten_again(lines, cast, now):
    erase(cast.sam, now)
    tasks.link(now)
    rewrite(lines[2], "A former member made trouble.")
    assert queries.verify().bad.event == lines[2].pk
    tasks.link(now)
    assert queries.verify().bad.event == lines[2].pk


def test_an_erasure_since_a_line_was_written_does_not_excuse_it_for_ever(lines, cast, now):
    erase(cast.sam, now + DAY)
    tasks.link(now + DAY)
    rewrite(lines[1])
    tasks.link(now + 40 * DAY)
    assert queries.verify().bad.event == lines[1].pk


@pytest.mark.parametrize("linked", [False, True], ids=["before the clock", "after the clock"])
def test_an_erasure_does_not_make_a_line_clean_that_was_rewritten_just_before(lines, cast, now, linked):
    """Whoever has the database can also ask for the erasure of somebody, and it is done as any."""
    rewrite(lines[2], "Farah shouted at Sam.")
    erase(cast.sam, now)
    if linked:
        tasks.link(now)
    assert queries.verify().bad.event == lines[2].pk


# --- honest erasures ---


def test_two_who_were_named_in_one_line_go_one_after_the_other(cast, now):
    for number in range(3):
        record("met", f"Sam met Jo {number} times.", at=now, by=cast.farah.membership)
    tasks.link(now)
    erase(cast.sam, now)
    tasks.link(now)
    erase(cast.jo, now)
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.nameless) == (None, 6)
    assert "links 1-3 of 3 " in configured.ERASURES_FILE.read_text(), "one after the other they are one range"


def test_two_who_go_before_the_clock_came_round_leave_it_whole_too(lines, cast, now):
    erase(cast.sam, now)
    erase(cast.farah, now)
    assert queries.verify().bad is None
    tasks.link(now)
    assert queries.verify().bad is None


def test_the_list_names_no_person(lines, cast, now):
    erase(cast.sam, now)
    kept = configured.ERASURES_FILE.read_text()
    assert not [one for one in ("Sam", "sam", "@", "hurts", "tea", cast.group.name) if one in kept]


# --- when something breaks in between ---


def test_an_erasure_that_was_written_down_and_did_not_happen_excuses_nothing(lines, cast, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        erase(cast.sam, now)
        1 / 0  # noqa: B018  the machine stops before it counts
    assert configured.ERASURES_FILE.read_text().startswith(f"{cast.sam.person.pk} ")
    assert queries.verify().bad is None
    rewrite(lines[0])
    assert queries.verify().bad.event == lines[0].pk


def test_when_it_is_done_again_it_is_written_down_again_and_all_is_whole(lines, cast, now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        erase(cast.sam, now)
        1 / 0  # noqa: B018
    erase(cast.sam, now + DAY)
    tasks.link(now + DAY)
    assert queries.verify().bad is None
    assert len(configured.ERASURES_FILE.read_text().splitlines()) == 2


def test_without_the_list_it_is_said_that_nobody_can_tell(lines, cast, now):
    erase(cast.sam, now)
    tasks.link(now)
    configured.ERASURES_FILE.unlink()
    bad = queries.verify().bad
    assert (bad.event, bad.what) == (lines[0].pk, queries.NO_LIST)


def test_without_an_erasure_no_list_is_needed(lines):
    assert queries.verify().bad is None and not configured.ERASURES_FILE.exists()


def test_a_list_that_cannot_be_read_is_told_with_the_line(lines, cast, now):
    erase(cast.sam, now)
    with configured.ERASURES_FILE.open("a") as file:
        file.write("seven\n")
    with pytest.raises(CommandError, match="Line 2"):
        call_command("verify_audit")


def test_an_erasure_while_somebody_looks_is_no_fault(lines, cast, now, monkeypatch):
    """The list was read before it, the lines after it."""
    erase(cast.jo, now)
    tasks.link(now)
    monkeypatch.setattr(queries, "LOT", 1)
    look, done = queries.untrue, []

    def slowly(link, lot):
        if link.position == 3 and not done:
            done.append(erase(cast.sam, now))
            lot = queries.Lot([link], lot.named)
        return look(link, lot)

    monkeypatch.setattr(queries, "untrue", slowly)
    assert queries.verify().bad is None and done


# --- a list from before lines were named ---


@pytest.fixture
def old(lines, cast, now):
    """Sam went when the list had only numbers of people."""
    erase(cast.sam, now)
    tasks.link(now)
    configured.ERASURES_FILE.write_text(as_before(configured.ERASURES_FILE.read_text()))


def test_what_went_before_lines_were_named_is_taken_on_trust_and_said(old):
    found = queries.verify()
    assert (found.bad, found.on_trust) == (None, 2)
    assert "2 of these are taken on trust" in told("verify_audit")


def test_once_the_head_has_left_nothing_new_is_taken_on_trust(old, lines, now):
    rewrite(lines[1])
    assert queries.verify().bad is None, "until then the hole is open, for whoever is quick"
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE groups_event SET sentence = %s, key = '' WHERE id = %s", [lines[1].sentence, lines[1].pk]
        )
    tasks.link(now)
    tasks.send_head(now + timedelta(hours=1))
    assert queries.verify().bad is None
    rewrite(lines[2])
    assert queries.verify().bad.event == lines[2].pk
    tasks.link(now)
    assert queries.verify().bad.event == lines[2].pk


def test_from_the_first_erasure_that_names_lines_on_nothing_new_is_taken_on_trust(old, lines, cast, now):
    erase(cast.farah, now)
    tasks.link(now)
    found = queries.verify()
    assert (found.bad, found.on_trust, found.nameless) == (None, 2, 3)
    rewrite(lines[1])
    tasks.link(now)
    assert queries.verify().bad.event == lines[1].pk


def test_a_day_of_an_old_list_excuses_no_line_of_another_day(lines, cast, now):
    erase(cast.sam, now)
    configured.ERASURES_FILE.write_text(f"{cast.sam.person.pk} {(now - 30 * DAY).isoformat()}\n")
    assert queries.verify().bad.event == lines[0].pk


def test_a_worker_of_the_version_before_may_still_erase_while_the_new_one_starts(old, lines, cast, now):
    tasks.send_head(now + timedelta(hours=1))
    erase(cast.jo, now + DAY)
    kept = configured.ERASURES_FILE.read_text().splitlines()
    kept[-1] = " ".join(kept[-1].split()[:2])
    configured.ERASURES_FILE.write_text("\n".join(kept) + "\n")
    tasks.link(now + DAY)
    found = queries.verify()
    assert (found.bad, found.on_trust) == (None, 3)
    assert Event.objects.get(pk=lines[1].pk).sentence.startswith("A former member")


# --- what it costs ---


@pytest.mark.parametrize("count", [3, 9])
def test_reading_the_list_costs_two_statements_in_all(cast, now, django_assert_num_queries, monkeypatch, count):
    for number in range(count):
        record("tea_made", f"Sam made {number} teas.", at=now, by=cast.sam.membership)
    tasks.link(now)
    erase(cast.sam, now)
    monkeypatch.setattr(queries, "LOT", 3)
    with django_assert_num_queries(count // 3 * 3 + 3 + 2):
        assert queries.verify().bad is None
