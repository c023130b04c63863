"""Who gets a digest, when, and what happens to one that waits, is no longer right, or dies on its way."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from coproduction.kit import easy
from feedback.challenges.models import Challenge
from feedback.digests import operations, tasks
from feedback.digests.models import COMING, DID, NEEDS, OWN, WAITING, Digest, Line, Section, Subscription
from feedback.gathering.models import Piece
from feedback.log import operations as log
from feedback.log.models import Said, Stage, Step
from groups.actions.models import Action
from groups.batches import operations as batches
from groups.choices import operations as choosing
from groups.choices.models import Preference, Stop
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices import operations as notices
from groups.notices.models import Letter
from tests import builders

NOW = builders.NOW
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
FIRST = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
LATER = NOW + timedelta(hours=1)


def letters(player):
    return Letter.objects.filter(person=player.person, stem="feedback/digests/emails/progress").order_by("id")


def subscription(player):
    return Subscription.objects.with_last_letter().get(person=player.person)


def enrolled(cast, words="Done", **fields):
    operations.enrol(now=NOW)
    return builders.said(cast.group, words, stage=Stage.DOING, **{"moved_at": LATER} | fields)


def deliver(at=MONDAY):
    delivery.send_due(lambda: at)


def sent(player, at=MONDAY):
    operations.send_due(now=at)
    deliver(at)
    return letters(player).get()


# --- who gets one, and when ---


def test_each_role_has_its_habit_until_somebody_chooses(cast, now):
    operations.enrol(now=now)
    habits = dict(Subscription.objects.values_list("person__name", "frequency"))
    assert habits["Farah"] == habits["Col"] == habits["Priya"] == "WEEKLY"
    assert habits["Dr Okoro"] == habits["Sam"] == "MONTHLY"
    assert not {"Sol", "Nia", "Gwen", "Orla", "Ada", "Ned"} & set(habits)
    assert operations.enrol(now=now) == 0


def test_the_most_frequent_habit_of_several_roles_counts_and_changes_with_them(cast, now):
    builders.membership(cast.other_group, Role.FACILITATOR, who=cast.sam.person)
    operations.enrol(now=now)
    assert subscription(cast.sam).frequency == "WEEKLY"
    Membership.objects.filter(person=cast.sam.person, group=cast.other_group).update(left_at=now)
    operations.send_due(now=MONDAY)
    assert subscription(cast.sam).frequency == "MONTHLY"


def test_somebody_who_joined_long_ago_is_not_told_of_years(cast, now):
    Membership.objects.update(joined_at=now - timedelta(days=900))
    operations.enrol(now=now)
    assert subscription(cast.sam).covers_from == now - timedelta(days=31)


def due(now, frequency="WEEKLY", day=0, zone="", hour=8):
    one = Subscription(person=builders.person(time_zone=zone), frequency=frequency, day=day, hour=hour)
    return operations.next_due(one, now, "england-and-wales")


@pytest.mark.django_db
def test_a_digest_comes_at_eight_by_the_clock_on_the_wall_of_its_reader():
    assert due(NOW) == MONDAY
    assert due(datetime(2027, 6, 2, 12, tzinfo=UTC)) == datetime(2027, 6, 7, 7, 0, tzinfo=UTC)
    assert due(NOW, zone="America/New_York") == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
    assert due(NOW, day=3) == datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert due(NOW.replace(hour=7), day=2) == NOW.replace(hour=8), "early on the day itself it is today’s"
    assert due(NOW, day=2) == NOW.replace(hour=8) + WEEK


@pytest.mark.django_db
def test_every_two_weeks_keeps_its_weeks_after_an_outage():
    first = due(NOW, "FORTNIGHT")
    assert first.weekday() == 0
    assert due(first, "FORTNIGHT") == first + 2 * WEEK
    assert due(first + timedelta(days=20), "FORTNIGHT") == first + 4 * WEEK


@pytest.mark.django_db
def test_a_month_begins_on_its_first_working_day():
    assert due(NOW, "MONTHLY") == FIRST
    assert due(datetime(2026, 12, 20, 8, tzinfo=UTC), "MONTHLY") == datetime(2027, 1, 4, 8, tzinfo=UTC)
    assert due(FIRST - timedelta(hours=1), "MONTHLY") == FIRST


# --- once, and nothing lost ---


def test_a_digest_goes_once_and_the_next_begins_where_it_ended(cast, mail):
    enrolled(cast)
    letter = sent(cast.farah)
    assert letter.state == "SENT" and "Done" in letter.text
    assert operations.send_due(now=MONDAY) == 0
    after = subscription(cast.farah)
    assert (after.told_until, after.next_due_at) == (MONDAY, MONDAY + WEEK)
    builders.said(cast.group, "New", stage=Stage.DOING, moved_at=MONDAY + timedelta(hours=1))
    operations.send_due(now=MONDAY + WEEK)
    deliver(MONDAY + WEEK)
    second = letters(cast.farah).last()
    assert "New" in second.text.partition("Still waiting")[0]
    assert "Done" not in second.text.partition("Still waiting")[0]


def test_those_who_are_told_the_same_share_its_words_and_nobody_reads_what_another_said(cast, mail):
    mo, ivy = (builders.membership(cast.group, name=name) for name in ("Mo", "Ivy"))
    enrolled(cast, "Somebody else’s")
    said, draft = (builders.said(cast.group, words, stage=Stage.DRAFT) for words in ("Said together", "What Sam said"))
    piece = {"said": said, "words": "What Sam said", "shown_as": "NAME", "said_by": cast.sam.membership}
    Piece.objects.create(**piece, draft=draft, added_at=NOW)
    sent_on = {"stage": Stage.DOING, "moved_at": LATER, "sent_at": LATER, "opened_at": LATER}
    Said.objects.filter(pk=said.pk).update(**sent_on)
    operations.send_due(now=FIRST)
    deliver(FIRST)
    text = {
        one.person.name: one.text for one in Letter.objects.filter(person__in=[mo.person, ivy.person, cast.sam.person])
    }
    assert text["Mo"] == text["Ivy"] and "Said together" in text["Mo"] and "What Sam said" not in text["Mo"]
    assert "“What Sam said”" in text["Sam"]
    whole = {to: message.get_body(("plain",)).get_content() for [to], message in mail.got}
    assert "Hello Mo," in whole[mo.person.email] and "Hello Ivy," in whole[ivy.person.email]


def test_the_words_of_a_letter_are_kept_when_it_went_and_when_a_try_failed(cast, mail):
    enrolled(cast)
    mail.refuse_data = "451 later"
    letter = sent(cast.farah)
    assert letter.state == "PENDING" and "Done" in letter.text
    mail.refuse_data = ""
    builders.said(cast.group, "Newer", stage=Stage.DOING, moved_at=MONDAY + timedelta(minutes=1))
    deliver(MONDAY + timedelta(minutes=2))
    letter.refresh_from_db()
    assert letter.state == "SENT" and "Newer" in letter.text


def test_two_that_look_at_the_same_moment_post_one(cast):
    enrolled(cast)
    assert operations.send_due(now=MONDAY) == 4
    Subscription.objects.update(next_due_at=MONDAY)  # as if the claim had been lost
    operations.send_due(now=MONDAY)
    assert letters(cast.farah).count() == 1


def test_an_empty_digest_is_not_sent_and_loses_nothing(cast):
    operations.enrol(now=NOW)
    before = subscription(cast.farah).covers_from
    assert operations.send_due(now=MONDAY) == 4, "so many were looked at"
    after = subscription(cast.farah)
    assert (after.covers_from, after.next_due_at) == (before, MONDAY + WEEK)
    assert not Letter.objects.exists()


def test_what_a_dead_digest_would_have_told_the_next_one_tells(cast, mail):
    enrolled(cast)
    operations.send_due(now=MONDAY)
    letters(cast.farah).update(state="DEAD", because="GAVE_UP", finished_at=MONDAY + timedelta(days=1))
    operations.send_due(now=MONDAY + WEEK)
    deliver(MONDAY + WEEK)
    first, second = letters(cast.farah)
    assert (first.state, second.state) == ("DEAD", "SENT")
    assert "Done" in second.text.partition("Still waiting")[0]


def test_a_dead_digest_tried_again_after_the_next_one_went_says_nothing_twice(cast, mail):
    enrolled(cast)
    operations.send_due(now=MONDAY)
    letters(cast.farah).update(state="DEAD", because="GAVE_UP", finished_at=MONDAY)
    operations.send_due(now=MONDAY + WEEK)
    letters(cast.farah).filter(state="DEAD").update(
        state="PENDING", finished_at=None, due_at=MONDAY, useful_until=MONDAY + 3 * WEEK
    )
    deliver(MONDAY + WEEK)
    assert [(one.state, one.because) for one in letters(cast.farah)] == [("EXPIRED", "EMPTY"), ("SENT", "")]


def test_a_digest_that_came_back_was_not_told(cast, mail):
    enrolled(cast)
    sent(cast.farah)
    assert subscription(cast.farah).told_until == MONDAY
    letters(cast.farah).update(came_back_at=MONDAY + timedelta(hours=1))
    assert subscription(cast.farah).told_until == NOW


def test_while_one_is_on_its_way_no_second_is_posted_and_it_tells_everything(cast, mail):
    enrolled(cast)
    operations.send_due(now=MONDAY)
    letters(cast.farah).update(due_at=MONDAY + WEEK, useful_until=MONDAY + 2 * WEEK)
    builders.said(cast.group, "New", stage=Stage.DOING, moved_at=MONDAY + timedelta(hours=1))
    operations.send_due(now=MONDAY + WEEK)
    deliver(MONDAY + WEEK)
    letter = letters(cast.farah).get()
    assert "New" in letter.text and "Done" in letter.text
    assert subscription(cast.farah).told_until == MONDAY + WEEK


def test_a_digest_is_useful_until_the_next_one_is_due(cast):
    enrolled(cast)
    operations.send_due(now=MONDAY + timedelta(days=3))
    assert letters(cast.farah).get().useful_until == MONDAY + WEEK


def test_while_somebody_pauses_nothing_is_made_and_afterwards_one_digest_tells_it(cast, mail):
    enrolled(cast)
    preference = Preference.objects.create(person=cast.farah.person, paused_at=NOW)
    operations.send_due(now=MONDAY)
    assert not letters(cast.farah).exists()
    preference.paused_at = None
    preference.save()
    assert "Done" in sent(cast.farah, MONDAY + WEEK).text


# --- right at the moment it goes ---


def quiet(player):
    Preference.objects.create(person=player.person, quiet_from=time(7), quiet_until=time(12))


def waited(cast, player):
    """Posted on Monday morning, and held until midday because their mornings are quiet."""
    quiet(player)
    operations.send_due(now=MONDAY)
    deliver(MONDAY)
    letter = letters(player).get()
    assert letter.state == "PENDING" and letter.text == ""


def goes(player):
    at = MONDAY + timedelta(hours=4, minutes=1)
    batches.gather(now=at)
    deliver(at)
    return letters(player).get()


def test_what_is_answered_while_a_digest_waits_is_told_as_answered(cast, mail):
    said = enrolled(cast)
    waited(cast, cast.farah)
    Said.objects.filter(pk=said.pk).update(stage=Stage.CANNOT, moved_at=MONDAY + timedelta(hours=1))
    letter = goes(cast.farah)
    assert "The answer is: we can’t." in letter.text and "It is being done" not in letter.text


def test_what_was_taken_out_while_a_digest_waits_is_not_in_it(cast, mail):
    said = enrolled(cast, "Taken out")
    builders.said(cast.group, "Stays", stage=Stage.DOING, moved_at=LATER)
    waited(cast, cast.farah)
    Said.objects.filter(pk=said.pk).update(stage=Stage.WITHDRAWN, sent_at=None)
    letter = goes(cast.farah)
    assert "Stays" in letter.text and "Taken out" not in letter.text + letter.html + letter.subject


def test_a_digest_with_nothing_left_to_say_ends(cast, mail):
    said = enrolled(cast)
    waited(cast, cast.farah)
    Said.objects.filter(pk=said.pk).update(stage=Stage.WITHDRAWN, sent_at=None)
    assert (goes(cast.farah).state, goes(cast.farah).because) == ("EXPIRED", "EMPTY")
    assert mail.got == [] or all(cast.farah.person.email not in to for to, _ in mail.got)


def test_a_meeting_cancelled_while_a_digest_waits_is_not_in_it(cast, mail):
    enrolled(cast)
    meeting = builders.meeting(cast.group, cast.farah.membership)
    waited(cast, cast.farah)
    meetings.cancel(meeting=meeting, by=cast.farah.membership, now=MONDAY, because="Snow")
    letter = goes(cast.farah)
    assert "Winter meeting" not in letter.text + letter.subject and letter.state == "SENT"


def test_a_role_that_changed_while_a_digest_waits_changes_what_it_says(cast, mail):
    enrolled(cast)
    builders.said(cast.group, "Ready to send", stage=Stage.AGREEING, agree_by=date(2026, 11, 17))
    waited(cast, cast.farah)
    membership.step_down(membership=cast.farah.membership, now=MONDAY)
    letter = goes(cast.farah)
    assert "You can send it" not in letter.text and "Do you agree to send this?" in letter.text


def test_the_part_of_a_group_somebody_left_is_dropped_and_their_letters_no_longer_show_it(cast, mail):
    enrolled(cast)
    other = builders.membership(cast.other_group, Role.MEMBER, who=cast.farah.person)
    builders.said(cast.other_group, "Of the other group", stage=Stage.DOING, moved_at=LATER)
    waited(cast, cast.farah)
    assert letters(cast.farah).get().group is None
    membership.leave(membership=other, now=MONDAY)
    letter = goes(cast.farah)
    assert letter.state == "SENT" and letter.group == cast.group
    assert "Harbour" not in letter.text + letter.why and "Of the other group" not in letter.text


def test_a_digest_of_several_groups_is_not_shown_any_more_to_whoever_left_one_of_them(cast, mail):
    enrolled(cast)
    other = builders.membership(cast.other_group, Role.MEMBER, who=cast.farah.person)
    builders.said(cast.other_group, "Of the other group", stage=Stage.DOING, moved_at=LATER)
    letter = sent(cast.farah)
    assert letter.group is None and "Of the other group" in letter.text and "your groups" in letter.subject
    address = f"/you/letters/{letter.pk}/"
    assert "Of the other group" in cast.farah.client.get(address).content.decode()
    membership.leave(membership=other, now=MONDAY + timedelta(hours=1))
    assert cast.farah.client.get(address).status_code == 404


def test_someone_who_left_gets_no_digest(cast):
    enrolled(cast)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=NOW)
    operations.send_due(now=MONDAY)
    assert not letters(cast.farah).exists()


def test_whoever_turned_digests_off_while_one_waits_gets_none(cast, mail):
    enrolled(cast)
    waited(cast, cast.farah)
    members = list(cast.farah.person.memberships.select_related("group"))
    choice = {"frequency": "NEVER", "day": 0, "hour": 8, "wanted": {cast.group.pk}}
    operations.choose(by=cast.farah.person, members=members, now=MONDAY, **choice)
    assert goes(cast.farah).state == "EXPIRED"


def test_of_a_group_whose_summaries_somebody_stopped_the_digest_has_no_part(cast, mail):
    enrolled(cast)
    builders.membership(cast.other_group, Role.MEMBER, who=cast.farah.person)
    builders.said(cast.other_group, "Of the other group", stage=Stage.DOING, moved_at=LATER)
    Stop.objects.create(person=cast.farah.person, group=cast.other_group, kind="DIGEST", stopped_at=NOW)
    letter = sent(cast.farah)
    assert "Done" in letter.text and "Of the other group" not in letter.text
    Stop.objects.create(person=cast.farah.person, group=None, kind="DIGEST", stopped_at=NOW)
    builders.said(cast.group, "New", stage=Stage.DOING, moved_at=MONDAY + timedelta(hours=1))
    operations.send_due(now=MONDAY + WEEK)
    assert letters(cast.farah).count() == 1


def test_a_discreet_reader_gets_only_a_note(cast, mail):
    enrolled(cast, "Something private")
    Preference.objects.create(person=cast.farah.person, discreet=True)
    sent(cast.farah)
    [message] = [message for to, message in mail.got if to == [cast.farah.person.email]]
    assert b"private" not in message.as_bytes() and b"Rivers" not in message.as_bytes()


def test_a_digest_is_many_things_together_and_does_not_wait_for_the_daily_letter(cast, mail):
    enrolled(cast)
    Preference.objects.create(person=cast.farah.person, frequency="DAILY", batch_hour=18)
    operations.send_due(now=MONDAY)
    for key in ("one", "two"):
        notices.post(
            "groups/notices/emails/note", to=cast.farah.person, key=key, at=MONDAY, kind="NEWS", context={"url": "/"}
        )
    deliver()
    [digest] = [message for to, message in mail.got if to == [cast.farah.person.email]]
    assert "Done" in digest.get_body(("plain",)).get_content()
    evening = MONDAY + timedelta(hours=11)
    batches.gather(now=evening)
    deliver(evening)
    _, daily = [message for to, message in mail.got if to == [cast.farah.person.email]]
    assert "Done" not in daily.get_body(("plain",)).get_content()


# --- what arrives ---


def test_the_letter_reads_well_aloud_and_its_addresses_are_whole(cast, mail, settings):
    said = enrolled(cast, "The letters come too late.")
    builders.meeting(cast.group, cast.farah.membership, starts_at=MONDAY + timedelta(days=8))
    sent(cast.farah)
    [message] = [message for to, message in mail.got if to == [cast.farah.person.email]]
    text = message.get_body(("plain",)).get_content().replace("\r\n", "\n")
    slug = cast.group.slug
    place = f"{settings.SITE_ADDRESS}/groups/{slug}"
    assert text.startswith(f"""Hello Farah,

Here is what happened since Wednesday 18 November, and what comes next.

What needs you

1. Winter meeting.
It is on Tuesday 1 December, 8am to 9:30am. You have not said yet if you are coming.


What was done, or decided

2. “The letters come too late.”
It is being done.


Where to read more

1: {place}/meetings/""")
    assert f"2: {place}/we-said/{said.number}/" in text
    assert "List-Unsubscribe" in message


# --- statements, and the clock ---


@pytest.mark.parametrize("readers", [1, 10])
def test_a_batch_takes_as_many_statements_for_twenty_readers_as_for_one(cast, readers, django_assert_num_queries):
    for n in range(readers):
        full_group(n)
    Membership.objects.exclude(group__slug__startswith="group-").update(left_at=NOW)
    operations.enrol(now=NOW - timedelta(days=8))
    with django_assert_num_queries(12):  # ten, and two that say where the transaction begins and ends
        assert operations.send_due(now=MONDAY) == 2 * readers


def full_group(n):
    """A group with something of everything, whose facilitator and point of contact are served together."""
    group = builders.group(f"Group {n}")
    farah = builders.membership(group, Role.FACILITATOR, name=f"F{n}")
    builders.membership(group, Role.POINT_OF_CONTACT, name=f"P{n}")
    builders.said(group, stage=Stage.DOING, moved_at=LATER, shown_as="NAME", said_by=farah)
    builders.said(group, stage=Stage.AGREEING, agree_by=date(2026, 11, 17))
    builders.meeting(group, farah)
    said = builders.said(group, stage=Stage.CANNOT, decision="CANNOT")
    log.take_step(said, Step.Kind.VERDICT, "Someone said: partly", by=None, now=LATER)
    challenge = {"said": said, "round": 1, "rung": "REASON", "words": "Why?", "shown_as": "GROUP"}
    Challenge.objects.create(asked_at=NOW, answer_by=date(2026, 11, 25), **challenge)
    Action.objects.create(
        group=group, what="Ring", owner=farah, due_on=date(2026, 11, 25), told_at=NOW, written_by=farah, written_at=NOW
    )
    draft = builders.said(group, stage=Stage.DRAFT, shown_as="NAME", said_by=farah)
    joined = builders.said(group, stage=Stage.DRAFT, moved_at=LATER)
    Piece.objects.create(said=joined, words="Mine", shown_as="NAME", said_by=farah, draft=draft, added_at=NOW)


def test_the_clock_enrols_and_sends(cast, now):
    assert tasks.digests(now) == 0
    assert Subscription.objects.exists()
    builders.said(cast.group, stage=Stage.DOING, moved_at=LATER)
    assert tasks.digests(MONDAY) == 4


def test_a_tick_with_nothing_due_takes_two_statements(cast, now, django_assert_num_queries):
    tasks.digests(now)
    with django_assert_num_queries(4):  # two of them say where a transaction begins and ends
        assert operations.enrol(now=now) == operations.send_due(now=now) == 0


# --- in Easy Read ---


def test_whoever_reads_easy_read_gets_the_digest_so_and_the_others_as_before(cast):
    choosing.change(person=cast.sam.person, now=NOW, look="EASY")
    enrolled(cast, "Longer visits")
    builders.meeting(cast.group, cast.farah.membership, "Spring meeting", starts_at=FIRST + timedelta(days=3))
    rows = easy.rows(sent(cast.sam, FIRST).easy)
    assert ("🔔", "What needs you:") in rows and ("🏁", "What was done, or decided:") in rows
    assert ("💬", "“Longer visits”\nIt is being done.") in rows
    assert [said.split("\n")[0] for picture, said in rows if picture == "✏️"] == ["Spring meeting."]
    assert rows[-1] == ("💻", "You can read more on our website.")
    assert letters(cast.jo).get().easy == ""


@pytest.mark.parametrize(
    ("title", "pictures"), [(OWN, "📣💬"), (NEEDS, "🔔✏️"), (DID, "🏁💬"), (WAITING, "⏳💬"), (COMING, "📅👥")]
)
def test_each_part_of_it_has_its_picture(title, pictures):
    section = Section(title, (Line("“Longer visits”", "It was heard.", "/", group="Rivers"),), "2 things wait in all.")
    given = {"digest": Digest((section,), several=True, since="Monday")}
    rows = easy.rows(easy.written("feedback/digests/emails/progress", given))
    assert "".join(picture for picture, _ in rows[1:-1]) == pictures
    assert [said for _, said in rows[1:-1]] == [
        f"{title}:\n2 things wait in all.", "“Longer visits”\nIt was heard.\nRivers.",
    ]  # fmt: skip
