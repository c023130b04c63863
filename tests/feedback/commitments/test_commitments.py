from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from feedback.commitments import operations, queries
from feedback.commitments.models import Commitment, CommitmentLine
from feedback.commitments.tasks import promises_of_leaders
from feedback.log import operations as log
from groups.away import operations as away
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders

DUE = date(2027, 1, 29)
WHAT = "I come to every spring meeting, for the whole of it."


def promise(cast, now, **more):
    given = {"what": WHAT, "gives": "TIME", "how_much": "Half a day a month", "due_on": DUE, "is_public": True}
    return operations.promise(by=cast.okoro.membership, now=now, **given | more)


def show(cast, now, row, words="I was at all three."):
    return operations.show(by=cast.okoro.membership, now=now, commitment=row, words=words)


def judge(cast, now, row, verdict="KEPT", words="She was there."):
    return operations.say_if_kept(by=cast.sam.membership, now=now, commitment=row, verdict=verdict, words=words)


def text(player, name, *rest, client=None):
    page = (client or player.client).get(reverse(name, args=rest))
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


def letters(stem):
    return sorted(
        Letter.objects.filter(stem=f"feedback/commitments/emails/{stem}").values_list("person__name", flat=True)
    )


def test_a_leader_promises_and_the_members_hear_of_it(cast, now):
    row = promise(cast, now)
    assert (str(row), row.renew_on, row.state) == (WHAT, date(2027, 11, 18), "PROMISED")
    assert letters("promised") == ["Jo", "Sam"]
    for player in cast.in_group:  # leaders and members open the same page
        page = text(player, "commitments", cast.group.slug)
        assert WHAT in page and "0 of 1 promise kept" in page and "Half a day a month" in page


def test_it_is_kept_only_when_a_member_says_so(cast, now):
    row = show(cast, now, promise(cast, now))
    assert "The leader says it is done. The group has not said yet" in text(cast.sam, "commitments", cast.group.slug)
    assert letters("is_it_kept") == ["Jo", "Sam"]
    with pytest.raises(log.NotYourPart):
        operations.say_if_kept(by=cast.okoro.membership, now=now, commitment=row, verdict="KEPT", words="Yes.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=row.pk).update(state="KEPT")  # nor does the database take it
    row = judge(cast, now, row)
    page = text(cast.okoro, "commitment", cast.group.slug, row.pk)
    assert (
        "Kept, says the group" in page and "She was there." in page and "from the group" in page and "Sam" not in page
    )
    line = CommitmentLine.objects.get(kind="VERDICT")
    assert line.by is None and Event.objects.get(what="commitment_judged").by is None
    assert letters("judged") == ["Dr Okoro"]
    show(cast, now, row, "And at one more.")
    assert Commitment.objects.get().state == "SHOWN"


def test_nothing_shown_can_only_be_not_kept_and_only_after_its_day(cast, now):
    row = promise(cast, now)
    with pytest.raises(operations.NothingToJudge):
        judge(cast, now, row, "NOT_KEPT")
    after = now + timedelta(days=90)
    for verdict in ("KEPT", "PARTLY"):
        with pytest.raises(operations.NothingShown):
            judge(cast, after, row, verdict)
    assert judge(cast, after, row, "NOT_KEPT").state == "NOT_KEPT"


def test_a_member_has_to_choose_if_it_was_kept(cast, now):
    row = show(cast, now, promise(cast, now))
    for verdict in ("", "SHOWN", "ENDED"):
        with pytest.raises(operations.ChooseIfKept):
            judge(cast, now, row, verdict)
    assert Commitment.objects.get().state == "SHOWN"


def test_showing_more_before_the_group_has_said_asks_nobody_twice(cast, now):
    row = show(cast, now, promise(cast, now))
    show(cast, now, row, "And the minutes say so.")
    assert letters("is_it_kept") == ["Jo", "Sam"]
    assert "And the minutes say so." in text(cast.sam, "commitment", cast.group.slug, row.pk)


def test_a_moved_day_keeps_the_old_one_and_says_why_and_history_never_changes(cast, now):
    row = promise(cast, now)
    later = DUE + timedelta(days=30)
    operations.move(by=cast.okoro.membership, now=now, commitment=row, due_on=later, words="The hall is being mended.")
    page = text(cast.sam, "commitment", cast.group.slug, row.pk)
    assert "first promised by 29 January 2027; the day was moved" in page and "The hall is being mended." in page
    with pytest.raises(DatabaseError), transaction.atomic():
        CommitmentLine.objects.update(words="Nothing was moved.")
    with pytest.raises(operations.TheSameDay):
        operations.move(by=cast.okoro.membership, now=now, commitment=row, due_on=later, words="Again")


def test_after_a_year_it_is_promised_again_or_ended(cast, now):
    row = promise(cast, now)
    about = {"by": cast.okoro.membership, "commitment": row}
    with pytest.raises(operations.NotYetToRenew):
        operations.renew(now=now, due_on=DUE, words="Again.", **about)
    judge(cast, now, show(cast, now, row))
    next_year = now + timedelta(days=366)
    assert "It is a year old" not in text(cast.sam, "commitments", cast.group.slug)
    assert promises_of_leaders(next_year) == 1 and letters("nudge") == ["Dr Okoro"]
    renewed = operations.renew(now=next_year, due_on=date(2028, 1, 31), words="Again, and I bring Mara.", **about)
    assert (renewed.term, renewed.state, renewed.renew_on) == (2, "PROMISED", date(2028, 11, 19))
    assert "promised again, year 2" in text(cast.sam, "commitment", cast.group.slug, row.pk)
    operations.end(now=next_year, words="I change my post.", **about)
    with pytest.raises(operations.EndedAlready):
        show(cast, next_year, row)
    assert "Not promised any more" in text(cast.sam, "commitments", cast.group.slug)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"what": " "}, operations.SayWhat), ({"gives": "LUCK"}, operations.ChooseWhatYouGive),
        ({"how_much": ""}, operations.SayHowMuch), ({"due_on": date(2026, 11, 17)}, operations.DayHasPassed),
        ({"due_on": date(2036, 11, 17)}, operations.TooFar),
        ({"investment": "LUCK"}, operations.ChooseWhatItIsFor),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_checked_is_refused(cast, now, given, refusal):
    with pytest.raises(refusal):
        promise(cast, now, **given)


def test_only_the_leader_who_promised_goes_on_with_it_until_they_leave(cast, now):
    row = promise(cast, now)
    mara = builders.membership(cast.group, Role.SPONSOR, name="Mara")
    with pytest.raises(operations.NotYours):
        operations.show(by=mara, now=now, commitment=row, words="Done.")
    with pytest.raises(operations.NoSuchEntry):
        operations.show(by=cast.okoro.membership, now=now, commitment=row, words="Done.", number=99)
    Membership.objects.filter(pk=cast.okoro.membership.pk).update(left_at=now)
    operations.show(by=mara, now=now, commitment=row, words="Done.", number=builders.said(cast.group).number)
    assert Commitment.objects.get().state == "SHOWN"


def test_reminders_climb_the_kind_ladder_once_each(cast, now):
    cast.okoro.membership.deputy = cast.priya.membership
    cast.okoro.membership.save()
    promise(cast, now, due_on=date(2026, 11, 30))
    leon = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")
    day = {name: date(2026, 12, 1) for name in ("starts_on", "ends_on")}
    away.say_away(by=[cast.okoro.membership], now=now, stand_ins={cast.okoro.membership.pk: leon}, **day)
    told = []
    for days in (0, 5, 6, 13, 14, 20, 40):
        promises_of_leaders(now + timedelta(days=days))
        promises_of_leaders(now + timedelta(days=days))
        told.append(len(letters("nudge")))
    assert told == [0, 1, 1, 2, 4, 4, 4]
    assert letters("nudge") == ["Dr Okoro", "Dr Okoro", "Leon", "Priya"]


def test_a_reminder_is_not_sent_once_something_was_shown_and_can_be_put_off(cast, now):
    row = promise(cast, now, due_on=date(2026, 11, 23))
    promises_of_leaders(now)
    letter = Letter.objects.get(stem__endswith="commitments/emails/nudge")
    operations.nudge_again(letter, ":again", now=now)
    assert len(letters("nudge")) == 2
    show(cast, now, row)
    delivery.send_due(lambda: now)
    states = set(Letter.objects.filter(stem__endswith="commitments/emails/nudge").values_list("state", flat=True))
    assert states == {"EXPIRED"}
    sent = Letter.objects.filter(stem__endswith="is_it_kept").values_list("state", flat=True)
    assert set(sent) == {"SENT"}


def test_it_waits_on_the_home_of_members_and_of_the_leader(cast, now):
    row = promise(cast, now, due_on=date(2026, 11, 23))
    assert "Show what you did: “I come to every spring" in text(cast.okoro, "group_home", cast.group.slug)
    show(cast, now, row)
    assert "Did a leader keep this promise?" in text(cast.sam, "group_home", cast.group.slug)
    assert "Did a leader keep this promise?" not in text(cast.priya, "group_home", cast.group.slug)


def test_the_public_page_shows_what_the_leader_put_there_in_every_look(cast, now, visitor):
    judge(cast, now, show(cast, now, promise(cast, now)), "PARTLY", "Half of them.")
    promise(cast, now, what="Only for us.", is_public=False)
    for name in ("public_page", "public_page_large", "public_page_plain"):
        page = text(None, name, cast.group.slug, client=visitor)
        assert WHAT in page and "Partly kept, says the group" in page and "Half of them." in page
        assert "Only for us." not in page
    assert queries.public(cast.other_group, now) == []


def test_everything_is_asked_a_question_a_page(cast, now):
    slug = cast.group.slug
    typed = {"what": WHAT, "gives": "TIME", "how_much": "A day", "due_on_day": "29", "due_on_month": "1",
             "due_on_year": "2027", "is_public": "no"}  # fmt: skip
    wrong = cast.okoro.client.post(reverse("promise", args=[slug]), typed | {"how_much": ""})
    assert "Enter how much" in wrong.content.decode() and WHAT in wrong.content.decode()
    cast.okoro.client.post(reverse("promise", args=[slug]), typed)
    row = Commitment.objects.get()

    def do(player, deed, **given):
        address = reverse(deed, args=[slug, row.pk])
        player.client.get(address)
        return BeautifulSoup(player.client.post(address, given, follow=True).content, "html.parser").get_text(" ")

    day = {"due_on_day": "1", "due_on_month": "3", "due_on_year": "2027"}
    soon = {"due_on_day": "1", "due_on_month": "12", "due_on_year": "2026"}
    assert "You moved the day" in do(cast.okoro, "move_commitment", words="Snow.", **soon)
    assert "This cannot be done now" in text_of(
        cast.sam.client.get(reverse("say_if_kept", args=[slug, row.pk]), follow=True)
    )
    assert "The group can see it" in do(cast.okoro, "show_commitment", words="Done.", link="example.org/x", number="")
    assert "it is shown from the group" in do(cast.sam, "say_if_kept", verdict="KEPT", words="Yes.").lower()
    assert "You promised it again" in do(cast.okoro, "renew_commitment", words="Again.", **day)
    assert "This is not promised any more" in do(cast.okoro, "end_commitment", words="New post.")
    page = text(cast.jo, "commitment", slug, row.pk)
    for words in ("Snow.", "https://example.org/x", "Again.", "New post.", "Only the group and the people beside it"):
        assert words in page
    assert cast.farah.client.get(reverse("promise", args=[slug])).status_code == 403


def text_of(response):
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        judge(cast, now, show(cast, now, promise(cast, now)))
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, membership, promises
        client.get(reverse("commitments", args=[cast.group.slug]))


def test_the_plans_say_when_a_leader_is_reminded(cast, now):
    promise(cast, now)
    page = text(cast.sam, "promised_reminders", cast.group.slug)
    assert (
        "A leader who promised us something gets a reminder a week before" in page and "I come to every spring" in page
    )
