from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from coproduction.pages import waiting
from feedback.disputes import operations, queries
from feedback.disputes.models import Dispute
from feedback.disputes.tasks import how_early_programmes_came
from feedback.log import operations as log
from feedback.programmes.models import Programme
from groups.away import operations as away
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback.programmes.test_programmes import add

SEEN = "The plan was printed already."


def say(cast, now, row, stage="DRAFT", words=SEEN):
    return operations.dispute(by=cast.sam.membership, now=now, programme=row, stage=stage, words=words)


def reply(cast, now, row, agrees=False, words="That was a proof."):
    return operations.answer(by=cast.okoro.membership, now=now, programme=row, agrees=agrees, words=words)


def judge(cast, now, row, settles=False, words="It had our names on it."):
    return operations.settle(by=cast.jo.membership, now=now, programme=row, settles=settles, words=words)


def text(player, name, *rest):
    page = player.client.get(reverse(name, args=rest))
    return BeautifulSoup(page.content, "html.parser").find("main").get_text(" ", strip=True)


def letters(stem):
    return sorted(Letter.objects.filter(stem=f"feedback/disputes/emails/{stem}").values_list("person__name", flat=True))


def test_what_members_dispute_stands_beside_the_stage_and_does_not_count_as_early(cast, now):
    row = add(cast, now)
    add(cast, now, name="Another")
    say(cast, now, row)
    for player in cast.in_group:
        page = text(player, "programmes", cast.group.slug)
        assert "1 of 2 programmes came to us early. 1 is disputed: members say that it came later." in page
        assert f"Members say that it came later: a draft. “{SEEN}”" in page and "Disputed" in page
    overview = text(cast.okoro, "overview", cast.group.slug)
    assert "1 of 2 programmes came to us early. 1 is disputed: members say that it came later." in overview


def test_nobody_is_kept_with_what_members_say(cast, now):
    row = say(cast, now, add(cast, now)).programme
    reply(cast, now, row)
    judge(cast, now, row)
    people = {cast.sam.membership.pk, cast.jo.membership.pk}
    fields = [one for one in Dispute._meta.concrete_fields if one.related_model is Membership]
    assert not people & set(Dispute.objects.values_list(*(one.attname for one in fields), flat=True))
    writers = row.lines.order_by("id").values_list("by__person__name", flat=True)
    assert list(writers) == ["Farah", None, "Dr Okoro", None]
    assert list(
        Event.objects.filter(what__in=("programme_disputed", "programme_settled")).values_list("by", flat=True)
    ) == [
        None,
        None,
    ]
    assert "from the group" in text(cast.okoro, "programme", cast.group.slug, row.pk)
    assert letters("disputed") == letters("settled") == ["Dr Okoro"]
    told = Letter.objects.filter(person=cast.okoro.person)
    assert told and not any(name in letter.text for letter in told for name in ("Sam", "Jo "))


def test_when_its_owner_agrees_the_later_stage_counts_and_the_first_record_stays(cast, now):
    row = add(cast, now)
    say(cast, now, row, "FINAL")
    reply(cast, now, row, agrees=True, words="You are right.")
    row.refresh_from_db()
    assert (row.stage_at_first, row.stage, row.disputed, row.came_early) == ("IDEA", "FINAL", False, False)
    page = text(cast.sam, "how_early", cast.group.slug, row.pk)
    assert "First written down: an idea." in page and "It came later than was written down first" in page
    assert "Dr Okoro agreed, 18 November 2026" in page and "Say that it came later" not in page
    assert letters("answered") == ["Jo", "Sam"] and "came later" in Letter.objects.get(person=cast.jo.person).subject
    with pytest.raises(operations.NothingIsLater):
        say(cast, now, row, "FINAL")
    for change in ({"stage_at_first": "FINAL"}, {"first_on": date(2026, 1, 1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Programme.objects.update(**change)


def test_an_answer_is_given_once_and_settles_nothing_until_a_member_says_so(cast, now):
    row = add(cast, now)
    say(cast, now, row)
    reply(cast, now, row)
    row.refresh_from_db()
    assert row.disputed
    for agrees in (True, False):
        with pytest.raises(operations.NothingToAnswer):
            reply(cast, now, row, agrees=agrees)
    assert "Does that settle it?" in Letter.objects.get(person=cast.jo.person).subject
    judge(cast, now, row, settles=True, words="We looked again. It was.")
    row.refresh_from_db()
    assert (row.stage, row.disputed, row.came_early) == ("IDEA", False, True)
    assert "that settles it" in text(cast.priya, "how_early", cast.group.slug, row.pk)
    say(cast, now, row, "FINAL")  # and a member can say it again


def test_a_member_can_say_otherwise_and_the_last_word_stands(cast, now):
    row = add(cast, now)
    say(cast, now, row, "SHAPING")
    reply(cast, now, row, agrees=True)
    say(cast, now, row, "DRAFT")
    reply(cast, now, row)
    judge(cast, now, row)
    row.refresh_from_db()
    assert row.stage == "DRAFT" and "Settled, says the group: it came later" in text(
        cast.sol, "how_early", cast.group.slug, row.pk
    )
    judge(cast, now + timedelta(hours=1), row, settles=True)
    row.refresh_from_db()
    assert row.stage == "SHAPING"  # what had been settled before
    with pytest.raises(operations.NothingToSettle):
        judge(cast, now, row)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"stage": "LATE"}, operations.ChooseHowFar), ({"stage": "SHAPING"}, operations.NotLater),
        ({"words": " "}, operations.SayInWords), ({"words": "x" * 1001}, log.TooLong),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(cast, now, given, refusal):
    row = add(cast, now, stage_at_first="SHAPING")
    with pytest.raises(refusal):
        say(cast, now, row, **given)
    say(cast, now, row)
    with pytest.raises(operations.SaidAlready):
        say(cast, now, row)
    with pytest.raises(operations.ChooseIfYouAgree):
        reply(cast, now, row, agrees=None)
    with pytest.raises(operations.SayWhy):
        reply(cast, now, row, words="")
    with pytest.raises(operations.NothingToSettle):
        judge(cast, now, row)
    reply(cast, now, row)
    with pytest.raises(operations.ChooseIfSettled):
        judge(cast, now, row, settles=None)


def test_what_was_said_is_never_changed_and_two_are_never_open(cast, now):
    row = add(cast, now)
    made = say(cast, now, row)
    for change in ({"words": "Nothing."}, {"stage": "FINAL"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Dispute.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.create(programme=row, stage="FINAL", words="Again.", said_at=now)
    reply(cast, now, row)
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispute.objects.update(answer="Another answer.")
    assert str(Dispute.objects.get(pk=made.pk)).startswith("Answered,")


def test_only_members_say_so_and_only_whoever_looks_after_it_answers(cast, now):
    row = add(cast, now)
    given = {"now": now, "programme": row}
    for player in (cast.farah, cast.okoro, cast.sol):
        with pytest.raises(log.NotYourPart):
            operations.dispute(by=player.membership, stage="DRAFT", words=SEEN, **given)
    say(cast, now, row)
    with pytest.raises(operations.NotYours):
        operations.answer(by=cast.priya.membership, agrees=True, words="Yes.", **given)
    for player in (cast.farah, cast.sam):
        with pytest.raises(log.NotYourPart):
            operations.answer(by=player.membership, agrees=True, words="Yes.", **given)
    assert cast.hal.client.get(reverse("how_early", args=[cast.group.slug, row.pk])).status_code == 404


@pytest.mark.parametrize("why", ["away", "left"])
def test_whoever_stands_in_answers_and_everybody_of_the_system_when_the_owner_has_left(cast, now, why):
    okoro, priya, row = cast.okoro.membership, cast.priya.membership, add(cast, now)
    if why == "away":
        away.say_away(by=[okoro], now=now, starts_on=now.date(), ends_on=now.date(), stand_ins={okoro.pk: priya})
    else:
        builders.membership(cast.group, Role.SPONSOR, name="Leon")
        okoro.left_at = now
        okoro.save()
    say(cast, now, row)
    assert "Priya" in letters("disputed")
    assert [one.row.programme for one in queries.to_answer([priya], now)] == [row]
    assert "Members say that a programme of work came later: A new clinic" in text(
        cast.priya, "group_home", cast.group.slug
    )
    operations.answer(by=priya, now=now, programme=row, agrees=False, words="I asked.")
    assert queries.to_answer([priya], now) == []


def test_it_waits_on_the_home_page_and_the_list_of_its_owner_and_then_for_the_members(cast, now):
    slug, row = cast.group.slug, add(cast, now)
    say(cast, now, row)
    answer_it = reverse("answer_dispute", args=[slug, row.pk])
    home, queue = (
        cast.okoro.client.get(one).content.decode() for one in (reverse("group_home", args=[slug]), "/queue/")
    )
    assert f'href="{answer_it}"' in home and f'href="{answer_it}"' in queue and "25 November 2026" in queue
    assert "Nothing waits for you" not in queue
    assert answer_it not in cast.priya.client.get("/queue/").content.decode()
    reply(cast, now, row)
    needs = waiting.needs(cast.jo.membership, now)[0]
    assert [one.url for one in needs] == [reverse("settle_dispute", args=[slug, row.pk])]
    assert waiting.waits_for(cast.okoro.membership, now).later == []
    judge(cast, now, row)
    assert waiting.needs(cast.jo.membership, now)[0] == []


def test_its_owner_is_reminded_once_after_five_working_days(cast, now):
    row = add(cast, now, next_on=None)
    say(cast, now, row)
    day = {days: how_early_programmes_came(now + timedelta(days=days)) for days in (5, 7, 8, 9)}
    assert day == {5: 0, 7: 0, 8: 1, 9: 0}
    assert letters("disputed") == ["Dr Okoro", "Dr Okoro"]
    letter, later = Letter.objects.filter(stem__endswith="disputes/emails/disputed").first(), now + timedelta(days=9)
    operations.remind_again(letter, ":put-off", now=later)
    reply(cast, later, row)
    delivery.send_due(lambda: later)
    found = Letter.objects.filter(stem=letter.stem)
    assert found.count() == 3 and set(found.values_list("state", flat=True)) == {"EXPIRED"}


def test_no_owner_is_reminded_in_the_night_and_the_plans_foretell_the_morning(cast, now):
    say(cast, now, add(cast, now, next_on=None))
    after = now + timedelta(days=8)
    eight = after.replace(hour=8, minute=0)
    for at in (now, after.replace(hour=0, minute=5), after.replace(hour=7, minute=59)):
        assert [one.at for one in queries.coming(cast.sam.membership, True, at)] == [eight]
        assert how_early_programmes_came(at) == 0
    assert how_early_programmes_came(eight) == 1
    assert queries.coming(cast.sam.membership, True, eight) == []


def test_two_workers_at_once_remind_its_owner_once(cast, now, monkeypatch):
    say(cast, now, add(cast, now))
    later = now + timedelta(days=9)
    both_found = queries.to_remind(later)
    monkeypatch.setattr(queries, "to_remind", lambda now: both_found)
    for _ in range(2):
        operations.remind(now=later)
    assert letters("disputed") == ["Dr Okoro", "Dr Okoro"]


def test_members_are_not_asked_any_more_once_it_is_settled(cast, now):
    row = add(cast, now)
    say(cast, now, row)
    reply(cast, now, row)
    judge(cast, now, row)
    say(cast, now, row, "FINAL")
    reply(cast, now, row, agrees=True)
    delivery.send_due(lambda: now)
    states = (
        Letter.objects.filter(stem__endswith="disputes/emails/answered").order_by("id").values_list("kind", "state")
    )
    assert list(states) == [("WAITING", "EXPIRED")] * 2 + [("NEWS", "SENT")] * 2


def test_the_plans_say_when_an_owner_is_reminded(cast, now):
    say(cast, now, add(cast, now))
    page = text(cast.sam, "promised_reminders", cast.group.slug)
    assert queries.SAYS in page and "8am on Thursday 26 November 2026" in page


def test_it_is_said_answered_and_settled_on_pages(cast, now):
    slug, row = cast.group.slug, add(cast, now)
    say_it, answer_it, settle_it = (
        reverse(name, args=[slug, row.pk]) for name in ("dispute_programme", "answer_dispute", "settle_dispute")
    )
    assert "Say that it came later than that" in text(cast.sam, "programme", slug, row.pk)
    assert "An idea" not in cast.sam.client.get(say_it).content.decode()
    wrong = cast.sam.client.post(say_it, {"words": SEEN}).content.decode()
    assert "Choose how far it was" in wrong and SEEN in wrong
    assert "cannot be done now" in cast.okoro.client.get(answer_it, follow=True).content.decode()
    done = cast.sam.client.post(say_it, {"stage": "FINAL", "words": SEEN}, follow=True).content.decode()
    assert "It is shown from the group" in done and "decided already" in done
    assert "Choose if you agree" in cast.okoro.client.post(answer_it, {"words": "No."}).content.decode()
    done = cast.okoro.client.post(answer_it, {"agrees": "no", "words": "Not yet."}, follow=True).content.decode()
    assert "We are telling the members" in done and "Not yet." in done
    done = cast.jo.client.post(settle_it, {"settles": "no", "words": "It was."}, follow=True).content.decode()
    assert "Settled, says the group: it came later" in done
    row.refresh_from_db()
    assert row.stage == "FINAL"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_take_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        row = add(cast, now, name=f"Programme {number}")
        say(cast, now, row)
        for _ in range(number):
            reply(cast, now, row)
            judge(cast, now, row, settles=True)
            say(cast, now, row)
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, membership, programmes with what is disputed
        client.get(reverse("programmes", args=[cast.group.slug]))
    with django_assert_num_queries(5):  # session, person, membership, programme, what members say
        client.get(reverse("how_early", args=[cast.group.slug, row.pk]))


def test_nobody_of_the_group_answers_for_the_system(cast, now):
    row = add(cast, now)
    say(cast, now, row)
    assert queries.answers_for(row, cast.okoro.membership, now)
    for player in (cast.sam, cast.farah):
        assert not queries.answers_for(row, player.membership, now)
        address = reverse("answer_dispute", args=[cast.group.slug, row.pk])
        assert player.client.get(address).status_code == 403
