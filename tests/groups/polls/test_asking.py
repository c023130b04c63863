"""Asking about dates, saying which one can make, choosing one, stopping."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from groups import tasks as workers  # noqa: F401  a worker knows what letters enclose
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.meetings.models import Guest, Meeting, Reply
from groups.membership import operations as membership
from groups.membership.models import Membership, Support
from groups.notices import delivery
from groups.notices.models import Letter
from groups.polls import operations, queries, tasks
from groups.polls.models import Answer, Option, Poll, Sheet
from tests.builders import NOW
from tests.groups.polls.arrange import (
    CLOSED,
    CLOSES,
    DATES,
    SOON_AFTER,
    TUESDAY,
    answers,
    ask,
    choose,
    options,
    proposed,
    says,
    stop,
)  # fmt: skip

STEM = "groups/polls/emails/"


def letters(name):
    return Letter.objects.filter(stem=f"{STEM}{name}")


def who(rows):
    return sorted(one.person.name for one in rows)


THE_GROUP = ["Col", "Farah", "Jo", "Sam", "Sol"]


# --- asking ---


def test_the_group_is_asked_in_one_letter_each_that_says_the_dates_and_names_bank_holidays(cast):
    poll = ask(cast)
    assert who(letters("asked")) == THE_GROUP
    letter = letters("asked").get(person=cast.sam.person)
    assert letter.subject == "Which day can you come? Winter gathering"
    assert "until Friday 4 December 2026" in letter.text
    assert "2pm to 3:30pm on Tuesday 8 December 2026. The Weir Centre, or online." in letter.text
    assert "It is a bank holiday: Boxing Day." in letter.text
    assert Event.objects.get(what="dates_asked").sentence == (
        "Farah asked who can make which of 3 dates for “Winter gathering”."
    )
    assert poll.closes_at == datetime(2026, 12, 5, 0, 0, tzinfo=UTC)


def test_people_from_the_system_are_asked_one_by_one_and_only_those_of_the_group(cast):
    ask(cast, guests=[cast.okoro.membership])
    assert who(letters("asked")) == sorted([*THE_GROUP, "Dr Okoro"])
    for guest in (cast.jo, cast.hal, cast.nia):
        with pytest.raises(operations.CannotBeAsked):
            ask(cast, title="Other", guests=[guest.membership])


def test_the_same_question_twice_asks_once_and_another_under_its_name_is_refused(cast):
    assert ask(cast) == ask(cast)
    assert (Poll.objects.count(), letters("asked").count()) == (1, 5)
    with pytest.raises(operations.AskedAlready):
        ask(cast, dates=proposed(DATES[:2]))
    with pytest.raises(operations.AskedAlready):
        ask(cast, closes_on=date(2026, 12, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        Poll.objects.create(
            group=cast.group, title="Winter gathering", time_zone="Europe/London", closes_on=CLOSES,
            closes_at=CLOSED, asked_by=cast.farah.membership, asked_at=NOW,
        )  # fmt: skip
    stop(cast, Poll.objects.get())
    assert ask(cast, dates=proposed(DATES[:2])).options.count() == 2


@pytest.mark.parametrize(("fields", "refusal", "field"), [
    ({"dates": proposed(DATES[:1])}, operations.TooFewDates, None),
    ({"dates": proposed([TUESDAY + timedelta(days=n) for n in range(13)])}, operations.TooManyDates, None),
    ({"dates": proposed([TUESDAY, NOW])}, operations.DateInThePast, "day_2"),
    ({"dates": proposed([TUESDAY, TUESDAY])}, operations.DateTwice, "day_2"),
    ({"closes_on": date(2026, 11, 17)}, operations.ClosesInThePast, "closes_on"),
    ({"closes_on": date(2026, 12, 8)}, operations.ClosesTooLate, "closes_on"),
])  # fmt: skip
def test_dates_that_cannot_be_asked_about_are_refused(cast, fields, refusal, field):
    with pytest.raises(refusal) as refused:
        ask(cast, **fields)
    assert refused.value.field == field
    assert not Poll.objects.exists()


def test_twelve_dates_and_the_last_day_before_the_first_of_them_are_fine(cast):
    poll = ask(cast, dates=proposed([TUESDAY + timedelta(days=n) for n in range(12)]), closes_on=date(2026, 12, 7))
    assert poll.options.count() == 12
    assert ask(cast, title="Today", closes_on=NOW.date()).open(NOW)


def test_the_wall_of_the_group_counts_on_both_sides_of_a_clock_change(cast):
    poll = ask(
        cast, now=datetime(2026, 10, 20, 9, 0, tzinfo=UTC), closes_on=date(2026, 10, 24),
        dates=proposed([datetime(2026, 10, 25, 14, 0, tzinfo=UTC), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)]),
    )  # fmt: skip
    assert poll.closes_at == datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    assert [one.when for one in options(poll)] == [
        "midnight to 1:30am on Sunday 25 October 2026", "2pm to 3:30pm on Sunday 25 October 2026",
    ]  # fmt: skip


# --- saying ---


def test_somebody_says_which_they_can_make_and_may_say_it_anew(cast):
    poll = ask(cast)
    says(cast.sam, poll, "yin", needs="Afternoons are bad for me.")
    sheet = says(cast.sam, poll, "nny", needs="Mornings are.")
    assert (Sheet.objects.count(), Answer.objects.count(), sheet.needs) == (1, 3, "Mornings are.")
    assert [one.says for one in sheet.answers.order_by("option__starts_at")] == ["NO", "NO", "YES"]
    event = Event.objects.filter(what="dates_answered").latest("id")
    assert "Sam" not in event.sentence


def test_every_date_wants_an_answer(cast):
    poll = ask(cast)
    said = answers(poll, "yyy")
    said[options(poll)[1].pk] = "PERHAPS"
    with pytest.raises(operations.SayEach) as refused:
        operations.say(poll=poll, by=cast.sam.membership, now=SOON_AFTER, answers=said)
    assert refused.value.field == f"date_{options(poll)[1].pk}"


def test_after_it_closed_was_stopped_or_a_date_was_chosen_nobody_says_anything(cast):
    closed, stopped, chosen = ask(cast), ask(cast, title="Stopped"), ask(cast, title="Chosen")
    stop(cast, stopped)
    choose(cast, chosen)
    for poll, now in ((closed, closed.closes_at), (stopped, SOON_AFTER), (chosen, SOON_AFTER)):
        with pytest.raises(operations.ClosedAlready):
            says(cast.sam, poll, now=now)
    says(cast.sam, closed, now=closed.closes_at - timedelta(seconds=1))


def test_whoever_is_not_asked_says_nothing(cast):
    poll = ask(cast, guests=[cast.priya.membership])
    for player in (cast.okoro, cast.hal, cast.gone, cast.nia):
        with pytest.raises(operations.NotAskedHere):
            says(player, poll)
    says(cast.priya, poll)


def test_a_supporter_says_it_for_whom_they_support_and_the_member_is_told(cast):
    poll = ask(cast)
    said = answers(poll, "yny")
    sheet = operations.say_for(
        poll=poll, whose=cast.sam.membership, by=cast.sol.membership, now=SOON_AFTER, answers=said
    )
    assert (sheet.membership, sheet.given_by) == (cast.sam.membership, cast.sol.membership)
    letter = letters("noted").get()
    assert letter.person == cast.sam.person
    assert "Sol noted for you which dates you can make" in letter.text
    event = Event.objects.get(what="dates_noted")
    assert "Sol" not in event.sentence and "Sam" not in event.sentence


def test_a_supporter_says_nothing_for_others_or_once_consent_has_ended(cast):
    poll = ask(cast)
    given = {"poll": poll, "by": cast.sol.membership, "now": SOON_AFTER, "answers": answers(poll, "yyy")}
    for whose in (cast.jo, cast.sol, cast.hal):
        with pytest.raises(operations.NotTheirs):
            operations.say_for(whose=whose.membership, **given)
    membership.unlink_supporter(support=Support.objects.get(), now=SOON_AFTER)
    with pytest.raises(operations.NotTheirs):
        operations.say_for(whose=cast.sam.membership, **given)
    assert not Sheet.objects.exists()


def test_a_facilitator_takes_an_answer_by_phone_and_a_member_does_not(cast):
    poll = ask(cast)
    said = answers(poll, "yyy")
    operations.say_for(poll=poll, whose=cast.jo.membership, by=cast.farah.membership, now=SOON_AFTER, answers=said)
    with pytest.raises(operations.NotTheirs):
        operations.say_for(poll=poll, whose=cast.jo.membership, by=cast.sam.membership, now=SOON_AFTER, answers=said)


# --- choosing ---


def test_a_chosen_date_becomes_one_meeting_however_often_it_is_chosen(cast):
    poll = ask(cast)
    first, again = choose(cast, poll), choose(cast, poll, by=cast.col.membership)
    assert (first, Meeting.objects.count()) == (again, 1)
    assert (first.starts_at, first.length, first.how, first.place) == (TUESDAY, 90, "HYBRID", "The Weir Centre")
    poll.refresh_from_db()
    assert (poll.chosen_by, poll.settled) == (cast.farah.membership, True)
    with pytest.raises(operations.AnotherWasChosen):
        choose(cast, poll, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        other = meetings.plan(
            by=cast.farah.membership, now=NOW, title="Other", starts_at=TUESDAY, ends_at=TUESDAY + timedelta(hours=1),
            how="IN_PERSON", place="Here",
        )  # fmt: skip
        Option.objects.filter(pk=options(poll)[1].pk).update(meeting=other)


def test_everybody_who_was_asked_hears_of_the_date_in_one_letter_and_is_thanked(cast):
    poll = ask(cast, guests=[cast.okoro.membership])
    says(cast.sam, poll, "yyn")
    says(cast.jo, poll, "nyy")
    meeting = choose(cast, poll)
    told = Letter.objects.filter(about=f"meeting:{meeting.pk}:1")
    assert who(told) == sorted([*THE_GROUP, "Dr Okoro"])
    text = {one.person.name: one.text for one in told}
    assert text["Sam"].startswith("Thank you for saying which dates you can make. We meet 2pm to 3:30pm on Tuesday")
    assert "We filled in your yes" in text["Sam"]
    assert "Thank you" in text["Jo"] and "We filled in" not in text["Jo"]
    assert "Thank you" not in text["Col"] and "Please say if you are coming" in text["Col"]
    assert Guest.objects.get().membership == cast.okoro.membership
    assert Event.objects.get(what="date_chosen").sentence == (
        "Farah chose Tuesday 8 December 2026 for “Winter gathering”."
    )


def test_a_yes_is_offered_as_the_start_of_a_reply_and_never_counted_as_one(cast):
    poll = ask(cast)
    says(cast.sam, poll, "ynn", needs="A taxi home.")
    says(cast.jo, poll, "iyn")
    meeting = choose(cast, poll)
    assert not Reply.objects.exists()
    page = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    shown = cast.sam.client.get(page).text
    assert 'value="YES" checked' in shown and "You said yes to this date" in shown and "A taxi home." in shown
    assert 'value="YES" checked' not in cast.jo.client.get(page).text
    assert "checked" in cast.sam.client.get(f"{page}reply/").text
    assert "checked" not in cast.jo.client.get(f"{page}reply/").text
    supporter = cast.sol.client.get(page).text
    assert "They said yes to this date" in supporter
    meetings.reply(meeting=meeting, by=cast.sam.membership, now=SOON_AFTER, answer="NO")
    assert 'value="YES" checked' not in cast.sam.client.get(page).text


def test_once_the_meeting_moved_a_yes_to_the_old_date_is_not_offered(cast):
    poll = ask(cast)
    says(cast.sam, poll)
    meeting = choose(cast, poll)
    meetings.change(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, place="The Mill")
    page = cast.sam.client.get(f"/groups/{cast.group.slug}/meetings/{meeting.pk}/").text
    assert "Are you coming?" in page and 'value="YES" checked' not in page


def test_a_date_may_be_chosen_after_closing_but_not_once_it_is_over_or_all_was_stopped(cast):
    poll, stopped = ask(cast), ask(cast, title="Stopped")
    with pytest.raises(operations.DateIsOver):
        choose(cast, poll, now=TUESDAY)
    assert choose(cast, poll, 1, now=TUESDAY).starts_at == DATES[1]
    stop(cast, stopped)
    with pytest.raises(operations.StoppedAlready):
        choose(cast, stopped)


def test_a_meeting_that_has_no_way_in_is_refused_and_nothing_is_chosen(cast):
    poll = ask(cast)
    with pytest.raises(meetings.NoWayIn):
        choose(cast, poll, joining_link="")
    poll.refresh_from_db()
    assert not poll.settled and not Meeting.objects.exists()


# --- stopping ---


def test_when_it_is_stopped_people_are_told_why_once(cast):
    poll = ask(cast, guests=[cast.priya.membership])
    says(cast.sam, poll)
    stop(cast, poll)
    stop(cast, poll)
    assert who(letters("stopped")) == sorted([*THE_GROUP, "Priya"])
    letter = letters("stopped").first()
    assert "The reason: We meet in spring." in letter.text
    assert "deleted on Friday 18 December 2026" in letter.text
    assert Sheet.objects.exists()
    chosen = ask(cast, title="Chosen")
    choose(cast, chosen)
    with pytest.raises(operations.AnotherWasChosen):
        stop(cast, chosen)


# --- the clock ---


def test_two_days_before_it_closes_those_who_have_not_said_are_reminded_once(cast):
    poll = ask(cast)
    says(cast.sam, poll)
    before = datetime(2026, 12, 3, 0, 0, tzinfo=UTC)
    assert tasks.tend(before - timedelta(minutes=1)) == 0
    assert tasks.tend(before) == 4
    assert tasks.tend(before) == 0
    assert operations.remind(poll=poll, now=before) == 0
    assert who(letters("nearly")) == ["Col", "Farah", "Jo", "Sol"]


def test_nobody_is_reminded_of_what_was_asked_shortly_before_it_closes_or_is_settled(cast):
    late = ask(cast, now=datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    stopped = ask(cast, title="Stopped")
    stop(cast, stopped)
    assert tasks.tend(datetime(2026, 12, 3, 12, 0, tzinfo=UTC)) == 0
    assert late.reminded_at is None


def test_thirty_days_on_what_people_said_is_deleted_and_that_they_were_asked_stays(cast):
    polls = {
        "stopped": ask(cast, title="Stopped"),
        "chosen": ask(cast, title="Chosen"),
        "left": ask(cast, title="Left"),
    }
    for poll in polls.values():
        says(cast.sam, poll)
    stop(cast, polls["stopped"])
    meeting = choose(cast, polls["chosen"], 1)

    def kept():
        return {one.poll.title for one in Sheet.objects.select_related("poll")}

    for done, gone in (
        (SOON_AFTER, "Stopped"), (meeting.ends_at, "Chosen"), (DATES[2] + timedelta(minutes=90), "Left"),
    ):  # fmt: skip
        at = done + timedelta(days=30)
        tasks.tend(at - timedelta(minutes=1))
        assert gone in kept()
        tasks.tend(at)
        assert gone not in kept()
    assert Poll.objects.filter(forgotten_at__isnull=False).count() == 3
    assert not operations.forget(poll=polls["left"], now=at)


# --- letters that are still right ---


def gone(name, now, send=delivery.send_due):
    send(lambda: now)
    return {one.person.name for one in letters(name).filter(state="SENT")}


def test_the_question_does_not_go_to_whoever_has_said_left_or_once_it_is_settled(cast):
    poll, stopped = ask(cast, guests=[cast.priya.membership, cast.okoro.membership]), ask(cast, title="Stopped")
    says(cast.sam, poll)
    Membership.objects.filter(pk__in=[cast.jo.membership.pk, cast.okoro.membership.pk]).update(left_at=NOW)
    stop(cast, stopped)
    assert gone("asked", SOON_AFTER) == {"Farah", "Col", "Sol", "Priya"}
    assert letters("asked").filter(state="SENT", about=f"poll:{stopped.pk}").count() == 0
    assert gone("stopped", SOON_AFTER) == {"Farah", "Col", "Sol", "Sam"}


def test_the_date_is_not_told_of_a_meeting_that_was_cancelled_since(cast):
    meeting = choose(cast, ask(cast))
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=SOON_AFTER, because="Snow.")
    assert gone("found", SOON_AFTER) == set()
    assert letters("found").count() == 5


def test_the_date_goes_out_with_an_invitation_for_the_calendar(cast, mail):
    choose(cast, ask(cast))
    assert gone("found", SOON_AFTER) == set(THE_GROUP)
    sent = [one for one in mail.messages if "We have a date" in str(one["Subject"])]
    files = [part for one in sent for part in one.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in files] == ["REQUEST"] * 5


# --- leaving ends all ---


def test_whoever_leaves_is_not_counted_and_says_nothing_more(cast, clock):
    poll = ask(cast)
    says(cast.jo, poll)
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    weighing = queries.weighing(poll, cast.farah.membership, SOON_AFTER)
    assert [one.yes for one in weighing.dates] == [[], [], []]
    assert "0 of 4 have said" in cast.farah.client.get(f"/groups/{cast.group.slug}/").text
    assert {one.yes for one in queries.tallies(poll, cast.sam.membership)} == {"0"}
    with pytest.raises(operations.NotAskedHere):
        says(cast.jo, poll)
