"""Who is reminded of what and when: the page, changing it, and what stops."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from coproduction.kit.refusals import Refusal
from feedback.log.models import Stage
from groups.actions import operations as actions
from groups.actions import tasks as actions_tasks
from groups.history.models import Event
from groups.notices import delivery
from groups.notices.models import Letter
from groups.papers import operations as papers
from groups.plans import operations, queries
from groups.plans.models import Plan
from groups.reminders import tasks
from tests import builders
from tests.feedback import chain
from tests.feedback.challenges.test_operations import ask as challenge
from tests.feedback.commitments.test_commitments import promise
from tests.feedback.disputes.test_disputes import say as say_later
from tests.feedback.ingredients.test_ingredients import note
from tests.feedback.programmes.test_programmes import add as write_down
from tests.feedback.seven_steps.arrange import look as look_at_step
from tests.feedback.timeline.test_timeline import take_on
from tests.groups.meetings.arrange import STARTS, plan, says
from tests.groups.polls.arrange import ask

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
ZONES = [
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Helsinki",
    "Atlantic/Azores",
    "America/New_York",
    "Australia/Lord_Howe",
]


def add(cast, amount, unit="DAYS", side="BEFORE", kind="MEETING", now=builders.NOW, **fields):
    return operations.add(by=cast.farah.membership, now=now, kind=kind, amount=amount, unit=unit, side=side, **fields)


def switch(cast, address, on=False, now=builders.NOW):
    return operations.switch(by=cast.farah.membership, now=now, address=address, on=on)


def only(cast, *rest, **fields):
    """This time and no usual ones."""
    switch(cast, "MEETING-7-days")
    switch(cast, "MEETING-1-days")
    return add(cast, *rest, **fields)


def page(cast, who=None, now=builders.NOW):
    """The three pages, one after another."""
    pages = [queries.page((who or cast.sam).membership, now, part) for part in queries.PARTS]
    coming = sorted((one for page in pages for one in page.coming), key=lambda one: (one.at, one.kind, one.about))
    return queries.Page([one for page in pages for one in page.sections], coming)


def words(cast, who=None):
    return [line.words for section in page(cast, who).sections for line in section.lines]


def letters(kind="REMINDER"):
    return Letter.objects.filter(kind=kind)


# --- times ---


def test_hours_before_and_after_a_meeting(cast):
    only(cast, 2, "HOURS")
    add(cast, 3, "HOURS", "AFTER")
    meeting = plan(cast)
    assert tasks.remind(STARTS - 2 * HOUR - MINUTE) == 0
    assert tasks.remind(STARTS - 2 * HOUR) == 5
    ended = meeting.ends_at
    assert tasks.remind(ended + 3 * HOUR - MINUTE) == 0
    assert tasks.remind(ended + 3 * HOUR) == 5
    last = letters().latest("id")
    assert last.subject == "We met today: Planning care together"
    assert last.key.endswith(":3-hours-after")
    delivery.send_due(lambda: ended + 3 * HOUR)
    after = letters().filter(key__endswith="-after")
    facilitators = after.filter(held_at__isnull=False)  # theirs come together once a day
    assert after.filter(state="SENT").count() == 3
    assert {one.person for one in facilitators} == {cast.farah.person, cast.col.person}


def test_after_a_meeting_nobody_who_said_no_is_written_to(cast):
    only(cast, 1, "DAYS", "AFTER")
    meeting = plan(cast)
    says(cast.sam, meeting, "NO")
    assert tasks.remind(meeting.ends_at + DAY) == 4
    assert not letters().filter(person=cast.sam.person).exists()


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("side", ["BEFORE", "AFTER"])
def test_days_keep_the_time_on_the_wall_and_hours_are_counted_through_every_change_of_the_clocks(zone, side):
    """Each half hour of the days round every change in 2026 and 2027."""
    wall, sign, tried = ZoneInfo(zone), -1 if side == "BEFORE" else 1, 0
    for change in changes(wall):
        for step in range(-96, 96):
            start = change + step * timedelta(minutes=30)
            end = start + HOUR
            begin = start if side == "BEFORE" else end
            for amount in (1, 2, 7):
                at = Plan(amount=amount, unit="DAYS", side=side).moment(start, end, wall)
                local, day = begin.astimezone(wall), begin.astimezone(wall).date() + sign * timedelta(days=amount)
                wanted = datetime.combine(day, local.time().replace(fold=0), wall)
                assert at == wanted.astimezone(UTC)
                shown = at.astimezone(wall)
                if shown.replace(tzinfo=None) != wanted.replace(
                    tzinfo=None
                ):  # the clocks skip this time: it moves forward
                    assert timedelta(0) < shown.replace(tzinfo=None) - wanted.replace(tzinfo=None) <= HOUR
                assert shown.fold == 0, "a doubled time is the first"
                tried += 1
            assert Plan(amount=5, unit="HOURS", side=side).moment(start, end, wall) - begin == sign * 5 * HOUR
    assert tried == 4 * 192 * 3


def changes(wall):
    at, found = datetime(2026, 1, 1, tzinfo=UTC), []
    while at.year < 2028:
        if (at + HOUR).astimezone(wall).utcoffset() != at.astimezone(wall).utcoffset():
            found.append(at + HOUR)
        at += HOUR
    return found


def test_a_time_that_had_passed_when_the_plan_was_made_posts_nothing(cast):
    plan(cast)
    now = STARTS - 3 * DAY + HOUR
    add(cast, 3, now=now)
    assert tasks.remind(now + MINUTE) == 0
    add(cast, 2, now=now)
    assert tasks.remind(STARTS - 2 * DAY) == 5


# --- no reply yet ---


def test_who_has_not_said_if_they_come_is_asked_and_nobody_else(cast):
    switch(cast, "REPLY-3-days", on=True)
    meeting = plan(cast)
    says(cast.sam, meeting, "YES")
    says(cast.jo, meeting, "NO")
    assert tasks.remind(STARTS - 3 * DAY) == 3
    asked = letters().filter(stem__endswith="no_reply")
    assert set(asked.values_list("person__name", flat=True)) == {"Farah", "Col", "Sol"}
    assert asked.first().subject == "Are you coming? Planning care together"
    says(cast.col, meeting, "MAYBE", now=STARTS - 3 * DAY + MINUTE)
    delivery.send_due(lambda: STARTS - 3 * DAY + 2 * MINUTE)
    assert set(asked.filter(state="SENT").values_list("person__name", flat=True)) == {"Farah", "Sol"}


def test_no_reply_is_off_until_a_group_turns_it_on(cast):
    plan(cast)
    assert tasks.remind(STARTS - 3 * DAY) == 0


# --- papers in the letter ---


def test_with_papers_the_letter_lists_those_that_are_here(cast, now):
    only(cast, 2, with_papers=True)
    meeting = plan(cast)
    papers.ask_for(by=cast.farah.membership, now=now, meeting=meeting, title="Not here yet", owner=cast.col.membership)
    papers.add(
        by=cast.farah.membership,
        now=now,
        meeting=meeting,
        title="Waiting times",
        summary="How long we wait.",
        text="Long.",
    )
    tasks.remind(STARTS - 2 * DAY)
    letter = letters().first()
    assert "Waiting times: http" in letter.text and "/papers/" in letter.text
    assert "Not here yet" not in letter.text


# --- turning off ---


def test_turning_off_stops_letters_that_wait_already(cast):
    plan(cast)
    tasks.remind(STARTS - DAY)
    switch(cast, "MEETING-1-days", now=STARTS - DAY)
    delivery.send_due(lambda: STARTS - DAY + MINUTE)
    assert set(letters().values_list("state", "because")) == {("EXPIRED", "CHANGED")}
    assert tasks.remind(STARTS - DAY + MINUTE) == 0


def test_a_letter_waits_for_nothing_if_another_time_is_turned_off(cast):
    """The control of the one before."""
    plan(cast)
    tasks.remind(STARTS - DAY)
    switch(cast, "MEETING-7-days", now=STARTS - DAY)
    delivery.send_due(lambda: STARTS - DAY + MINUTE)
    assert set(letters().values_list("state", flat=True)) == {"SENT"}


def test_a_letter_posted_before_there_were_plans_still_goes(cast):
    plan(cast)
    tasks.remind(STARTS - DAY)
    for letter in letters():
        letter.about = letter.about.rpartition(":")[0]
        letter.save()
    delivery.send_due(lambda: STARTS - DAY + MINUTE)
    assert set(letters().values_list("state", flat=True)) == {"SENT"}


def test_a_time_taken_away_sends_no_more(cast):
    add(cast, 2)
    plan(cast)
    tasks.remind(STARTS - 2 * DAY)
    operations.remove(by=cast.farah.membership, now=STARTS - 2 * DAY, address="MEETING-2-days")
    delivery.send_due(lambda: STARTS - 2 * DAY + MINUTE)
    assert set(letters().values_list("state", flat=True)) == {"EXPIRED"}
    assert not Plan.objects.filter(amount=2).exists()


def test_taking_away_a_usual_time_turns_it_off(cast):
    operations.remove(by=cast.farah.membership, now=builders.NOW, address="MEETING-7-days")
    assert not Plan.objects.get(amount=7).on


def test_actions_can_be_turned_off_and_on_again(cast, now):
    day = (now + DAY).date()
    actions.write(by=cast.farah.membership, now=now, what="Ring the hall", due_on=day, owner=cast.farah.membership)
    late = now + 3 * DAY
    switch(cast, "ACTION-0-days")
    assert actions_tasks.remind(late) == 0
    switch(cast, "ACTION-0-days", on=True, now=late)
    assert actions_tasks.remind(late) == 1
    switch(cast, "ACTION-0-days", now=late)
    delivery.send_due(lambda: late + MINUTE)
    assert set(letters("WAITING").values_list("state", flat=True)) == {"EXPIRED"}


# --- changing ---


def test_another_time_takes_the_place_of_the_old_one(cast):
    operations.change(
        by=cast.col.membership, now=builders.NOW, address="MEETING-7-days", amount=5, unit="DAYS", side="BEFORE",
        with_papers=True,
    )  # fmt: skip
    said = words(cast)
    assert (
        "Everyone who may come gets a reminder 5 days before the meeting, at the time it begins. "
        "People who said no get none. It lists the papers that are here." in said
    )
    assert not Plan.objects.get(amount=7).on
    assert Event.objects.filter(what="reminders_changed").latest("id").sentence == (
        "Col added a reminder: Before and after a meeting, 5 days before."
    )


def test_the_same_time_can_be_given_its_papers(cast):
    operations.change(
        by=cast.farah.membership, now=builders.NOW, address="MEETING-1-days", amount=1, unit="DAYS", side="BEFORE",
        with_papers=True,
    )  # fmt: skip
    assert Plan.objects.get().with_papers and Plan.objects.get().on


@pytest.mark.parametrize(
    ("refused", "given"),
    [
        (operations.ThereAlready, {"amount": 7}),
        (operations.TooFar, {"amount": 32}),
        (operations.TooFar, {"amount": 73, "unit": "HOURS"}),
        (operations.TooFar, {"amount": 0, "unit": "HOURS"}),
        (operations.OnlyBefore, {"amount": 2, "kind": "REPLY", "side": "AFTER"}),
        (operations.NoSuchPlan, {"amount": 2, "kind": "ACTION"}),
        (operations.NoSuchPlan, {"amount": 2, "kind": "NOTHING"}),
    ],
)
def test_what_cannot_be_added_is_refused_with_a_sentence(cast, refused, given):
    with pytest.raises(refused):
        add(cast, **{"amount": 1, **given})
    assert not Plan.objects.exists()


def test_eight_times_are_enough(cast):
    for amount in range(2, 7):
        add(cast, amount)
    add(cast, 8)
    with pytest.raises(operations.TooMany):
        add(cast, 9)


def test_a_time_turned_off_can_be_added_again(cast):
    switch(cast, "MEETING-7-days")
    add(cast, 7)
    assert Plan.objects.get().on


def test_turning_off_twice_is_once(cast):
    switch(cast, "MEETING-7-days")
    switch(cast, "MEETING-7-days")
    assert Event.objects.filter(what="reminders_changed").count() == 1


def test_what_was_promised_cannot_be_turned_off(cast):
    for address in ("PROMISE-0-days", "NOTICED-0-days"):
        with pytest.raises(operations.FixedPlan):
            switch(cast, address)
    assert not Plan.objects.exists()


def test_only_facilitators_change_them(cast):
    for change in (
        lambda by: operations.switch(by=by, now=builders.NOW, address="MEETING-7-days", on=False),
        lambda by: operations.add(by=by, now=builders.NOW, kind="MEETING", amount=2, unit="DAYS", side="BEFORE"),
    ):
        with pytest.raises(operations.NotYours):
            change(cast.sam.membership)
    with pytest.raises(operations.NoSuchPlan):
        switch(cast, "MEETING-30-days")
    assert issubclass(operations.NotYours, Refusal)


def test_the_database_keeps_one_plan_for_a_time_and_none_too_far(cast):
    Plan.objects.create(group=cast.group, kind="MEETING", amount=3)
    for wrong in ({"amount": 3}, {"amount": 32}, {"amount": 73, "unit": "HOURS"}, {"amount": 2, "side": "BESIDE"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Plan.objects.create(group=cast.group, kind="MEETING", **wrong)


# --- the page ---


def test_the_page_says_in_words_who_gets_what_and_when(cast):
    said = words(cast)
    assert said[0] == (
        "Everyone who may come gets a reminder 7 days before the meeting, at the time it begins. People who said no get none."
    )
    add(cast, 1, "HOURS")
    assert (
        "Everyone who may come gets a reminder 1 hour before the meeting begins. People who said no get none."
        in words(cast)
    )
    titles = [section.kind.title for section in page(cast).sections]
    assert titles == [
        "Before and after a meeting", "Finding a date", "No reply yet", "What people need at a meeting",
        "Papers that were promised", "Actions", "Notes that are late", "What was promised to us", "Answers we challenged",
        "Actions that were promised to us", "What leaders promised us", "Programmes of work", "How early a programme came",
        "Papers that are a year old", "Our ways of working", "Our five values", "A look at our impact",
        "Looking again at what was done", "Did people notice?", "The seven steps of our organisation",
            "Our nine ingredients",
    ]  # fmt: skip


def test_the_next_letters_are_those_the_clock_then_sends(cast):
    add(cast, 1, "HOURS", "AFTER")
    meeting = plan(cast)
    says(cast.sam, meeting, "NO")
    told = [one for one in page(cast, cast.farah).coming if one.kind == "Before and after a meeting"]
    ends = meeting.ends_at
    assert [(one.at, one.number) for one in told] == [(STARTS - 7 * DAY, 4), (STARTS - DAY, 4), (ends + HOUR, 4)]
    for one in told:
        assert tasks.remind(one.at - MINUTE) == 0
        assert tasks.remind(one.at) == one.number
    later = {one.kind for one in page(cast, cast.farah, ends + HOUR).coming}
    assert "Notes that are late" in later and "Before and after a meeting" not in later


def test_what_is_overtaken_is_not_foretold(cast, now):
    add(cast, 2)
    add(cast, 3)
    plan(cast)
    late = STARTS - 2 * DAY + HOUR  # nothing was sent for a day
    told = [one for one in page(cast, cast.farah, late).coming if one.kind == "Before and after a meeting"]
    assert [one.at for one in told] == [late, STARTS - DAY]
    assert [queries.when_in_words(one, cast.group, late) for one in told] == ["Now", "2pm on Monday 7 December 2026"]
    day = (now - 2 * DAY).date()
    action = actions.write(
        by=cast.farah.membership, now=now - 9 * DAY, what="Ring", due_on=day, owner=cast.jo.membership
    )
    assert action.is_open
    assert [one.to for one in page(cast, cast.farah, now).coming if one.kind == "Actions"] == [
        "Whoever took it on, and the facilitators"
    ]


def test_what_goes_in_the_course_of_a_day_is_told_by_its_day(cast, now):
    one = queries.Coming(now, "A programme", "Whoever owns it", day_only=True)
    assert queries.when_in_words(one, cast.group, now) == "Today"
    assert queries.when_in_words(one, cast.group, now - DAY) == "Wednesday 18 November 2026"


def test_only_facilitators_see_how_many(cast):
    switch(cast, "REPLY-3-days", on=True)
    plan(cast)
    assert {one.number for one in page(cast).coming} == {None}
    assert {one.number for one in page(cast, cast.farah).coming} == {5, None}  # and of the five values: none
    shown = cast.sam.client.get(f"/groups/{cast.group.slug}/reminders/").content.decode()
    assert "People who have not said if they are coming" in shown and "5 people" not in shown
    shown = cast.farah.client.get(f"/groups/{cast.group.slug}/reminders/").content.decode()
    assert "5 people" in shown


def everything(cast, now, many):
    """Of each kind as many things that a letter will be about."""
    by = cast.farah.membership
    day = (now + 5 * DAY).date()
    for number in range(many):
        meeting = plan(cast)
        plan(cast, now=now - 60 * DAY, starts_at=now - 3 * DAY)  # held, without notes
        papers.ask_for(by=by, now=now, meeting=meeting, title=f"Paper {number}", owner=cast.col.membership)
        papers.add(by=by, now=now, title=f"Old {number}", summary="In short", text="Words.")
        actions.write(by=by, now=now, what=f"Ring {number}", due_on=day, owner=cast.jo.membership)
        chain.sent(cast, now)
        ask(cast, title=f"Dates {number}")
        says(cast.sam, meeting, needs="Captions")
        challenge(cast, now, chain.cannot(cast, now))
        take_on(cast, now, chain.decided(cast, now))
        builders.said(cast.group, stage=Stage.DID, did_at=now, review_on=day, ask_on=day)
        promise(cast, now)
        say_later(cast, now, write_down(cast, now, name=f"Winter {number}"))
    cast.group.ways_of_working, cast.group.ways_looked_on = "We listen.", date(2026, 6, 1)
    cast.group.save()
    for step in range(1, many + 1):
        look_at_step(cast, step)
        note(cast, step)


@pytest.mark.parametrize("many", [1, 3])
@pytest.mark.parametrize(("part", "statements"), [("meetings", 11), ("promised", 11), ("again", 10)])
def test_a_page_takes_as_many_statements_for_one_thing_of_each_kind_as_for_three(
    cast, now, django_assert_num_queries, many, part, statements, monkeypatch
):
    monkeypatch.setattr(queries, "NEXT", 400)
    everything(cast, now, many)
    add(cast, 3, "HOURS", "AFTER")
    switch(cast, "REPLY-3-days", on=True)
    with django_assert_num_queries(statements):
        shown = queries.page(cast.farah.membership, now, part)
    asked = {kind.title for kind in queries.kinds() if kind.part == part}
    assert {one.kind for one in shown.coming} >= asked - {"Papers that are a year old"}


def test_the_page_is_for_the_group_and_changing_it_for_facilitators(cast):
    address = f"/groups/{cast.group.slug}/reminders/"
    for player in (cast.sam, cast.sol, cast.col):
        assert player.client.get(address).status_code == 200
    for player in (cast.priya, cast.okoro, cast.nia):
        assert player.client.get(address).status_code == 403
    assert cast.hal.client.get(address).status_code == 404
    assert "What was promised to us" not in cast.sam.client.get(address).text
    promised = cast.farah.client.get(f"{address}promised/").text
    assert "What was promised to us" in promised
    switching = f"{address}MEETING-7-days/switch/"
    assert cast.sam.client.post(switching, {"on": "0"}).status_code == 403
    shown = cast.farah.client.post(switching, {"on": "0"}, follow=True).content.decode()
    assert "We turned it off. Letters that were waiting are not sent." in shown
    assert not Plan.objects.get().on
    assert "We turned it on." in cast.farah.client.post(switching, {"on": "1"}, follow=True).content.decode()
    fixed = cast.farah.client.post(f"{address}PROMISE-0-days/switch/", {"on": "0"}, follow=True).content.decode()
    assert "part of what your group was promised" in fixed


def test_a_facilitator_adds_changes_and_takes_away_a_time(cast):
    address = f"/groups/{cast.group.slug}/reminders/"
    client = cast.farah.client
    typed = {"kind": "MEETING", "amount": "2", "unit": "HOURS", "side": "BEFORE"}
    assert "We added the reminder." in client.post(f"{address}add/", typed, follow=True).content.decode()
    again = client.post(f"{address}add/", typed).content.decode()
    assert "There is a reminder at this time already." in again
    assert "Now:" in client.get(f"{address}MEETING-2-hours/").content.decode()
    changed = client.post(f"{address}MEETING-2-hours/", typed | {"amount": "3"}, follow=True).content.decode()
    assert "We changed the reminder." in changed
    assert client.post(f"{address}MEETING-3-hours/remove/", follow=True).status_code == 200
    assert set(Plan.objects.values_list("amount", flat=True)) == set()
    for missing in ("MEETING-30-days/", "NOTHING-1-days/", "ACTION-0-days/", "nothing/"):
        assert client.get(f"{address}{missing}").status_code == 404
    reply = client.post(f"{address}REPLY-3-days/", {"amount": "4", "unit": "DAYS"}, follow=True).content.decode()
    assert "4 days before the meeting" in reply
