"""A year on, the group looks again: still true, changed, opened again or ended. One says it and another confirms it."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit import walltime
from coproduction.kit.refusals import Refusal
from feedback.log import operations as log
from feedback.log.models import Said
from feedback.outcomes import operations, queries
from feedback.outcomes.models import Review, ReviewNudge
from groups.charter.models import Group
from groups.membership.models import Membership
from groups.notices import queries as notices
from groups.notices.models import Letter
from tests.feedback import chain
from tests.feedback.impact.asking import asked, closed

YEAR_ON = date(2027, 11, 18)


def at(said, day=YEAR_ON):
    return walltime.at(day, time(9), said.group.zone)


def letters(stem):
    return Letter.objects.filter(stem=f"feedback/outcomes/emails/{stem}")


def propose(cast, said, outcome="STILL_TRUE", words="", by=None, day=YEAR_ON):
    by = (by or cast.sam).membership
    return operations.propose(by=by, now=at(said, day), said=said, outcome=outcome, words=words)


def reviewed(cast, said, *given, **named):
    review = propose(cast, said, *given, **named)
    return operations.confirm(by=cast.jo.membership, now=at(said), review=review, holds=True)


def refused(sentence, deed, **fields):
    with pytest.raises(Refusal) as found:
        deed(**fields)
    assert sentence in found.value.sentence


@pytest.fixture
def said(cast, now):
    return chain.did(cast, now)


def test_still_true_counts_once_another_member_has_confirmed_it(cast, said):
    review = propose(cast, said)
    step = said.steps.latest("id")
    assert (step.kind, step.inside_only) == ("REVIEWED", True)
    assert [one.person for one in letters("to_confirm")] == [cast.jo.person]
    refused("Someone else", operations.confirm, by=cast.sam.membership, now=at(said), review=review, holds=True)
    operations.confirm(by=cast.jo.membership, now=at(said), review=review, holds=True, note="I saw it too")
    said.refresh_from_db()
    assert (said.review_on, said.stage) == (date(2028, 11, 18), "DID")
    step = said.steps.latest("id")
    assert (step.headline, step.inside_only) == ("Looked at again: still true", False)
    assert {one.person for one in letters("reviewed")} == {
        p.person for p in (cast.sam, cast.jo, cast.priya, cast.okoro)
    }
    refused(
        "confirmed this already", operations.confirm, by=cast.jo.membership, now=at(said), review=review, holds=True
    )


def test_changed_says_what_and_is_looked_at_again(cast, said):
    refused("Say what has changed", propose, cast=cast, said=said, outcome="CHANGED")
    refused("Choose what you found", propose, cast=cast, said=said, outcome="WORSE")
    reviewed(cast, said, "CHANGED", "Only on weekdays now")
    said.refresh_from_db()
    assert said.review_on == date(2028, 11, 18) and said.steps.latest("id").text == "Only on weekdays now"


def test_ended_is_shown_as_ended_and_asks_nobody_any_more(cast, said):
    reviewed(cast, said, "ENDED", "The clinic has closed")
    said.refresh_from_db()
    assert (said.tag, said.review_on, said.ask_on) == ("Done, and ended", None, None)
    refused("nothing here to look at", propose, cast=cast, said=said)
    page = cast.okoro.client.get(reverse("overview", kwargs={"slug": cast.group.slug})).content.decode()
    assert "1 of them ended since" in page


def test_opened_again_begins_a_new_round(cast, said):
    reviewed(cast, said, "REOPENED", "They stopped in May")
    said.refresh_from_db()
    assert (said.stage, said.round, said.review_on) == ("SENT", 2, None)
    step = said.steps.latest("id")
    assert step.headline == "Opened again: it is not so any more" and step.text == "They stopped in May"
    assert Letter.objects.filter(stem__endswith="/reopened").count() == 2


def test_a_second_reader_may_see_it_differently_and_somebody_looks_again(cast, said):
    review = propose(cast, said)
    refused("differently", operations.confirm, by=cast.jo.membership, now=at(said), review=review, holds=False)
    operations.confirm(by=cast.jo.membership, now=at(said), review=review, holds=False, note="It stopped")
    said.refresh_from_db()
    assert said.review_on == YEAR_ON and said.steps.latest("id").inside_only
    assert propose(cast, said, "CHANGED", "It stopped", by=cast.jo).confirmed_at is None


def test_it_is_not_looked_at_before_its_day_nor_by_two_at_once(cast, said):
    refused("not time", propose, cast=cast, said=said, day=YEAR_ON - timedelta(days=1))
    propose(cast, said, by=cast.farah)
    refused("looked at this again already", propose, cast=cast, said=said)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(said=said, round=1, due_on=YEAR_ON, outcome="STILL_TRUE",
                              proposed_by=cast.sam.membership, proposed_at=at(said))  # fmt: skip


def test_only_the_group_says_what_it_found_and_only_a_member_confirms(cast, said):
    for player in (cast.okoro, cast.priya, cast.sol, cast.hal):
        with pytest.raises(log.NotYourPart):
            propose(cast, said, by=player)
    review = propose(cast, said)
    for player in (cast.farah, cast.okoro):
        with pytest.raises(log.NotYourPart):
            operations.confirm(by=player.membership, now=at(said), review=review, holds=True)


def test_a_review_that_waited_while_it_was_opened_again_is_no_more(cast, now, said):
    review = propose(cast, said)
    Said.objects.filter(pk=said.pk).update(round=2)
    refused(
        "confirmed this already", operations.confirm, by=cast.jo.membership, now=at(said), review=review, holds=True
    )
    review.refresh_from_db()
    assert review.confirmed_at is None


def test_the_day_moves_only_with_a_reason_and_the_old_one_stays(cast, now, said):
    move = {"by": cast.farah.membership, "now": now, "said": said}
    sooner = now.date() + timedelta(days=30)
    refused("why the date moves", operations.move_review, to_on=sooner, reason=" ", **move)
    refused("today or a day to come", operations.move_review, to_on=now.date() - timedelta(days=1), reason="x", **move)
    refused("another day", operations.move_review, to_on=YEAR_ON, reason="x", **move)
    operations.move_review(to_on=sooner, reason="The contract ends", **move)
    said.refresh_from_db()
    step = said.steps.latest("id")
    assert said.review_on == sooner and step.kind == "MOVED"
    assert ["The date was", "Thursday 18 November 2027"] in step.details and [
        "Why",
        "The contract ends",
    ] in step.details


# --- the clock ---


def test_members_are_told_once_and_facilitators_every_four_weeks_until_somebody_looks(cast, said):
    assert operations.nudge(now=at(said, YEAR_ON - timedelta(days=1))) == 0
    for days, members, facilitators in ((0, 2, 0), (14, 2, 0), (27, 2, 0), (28, 2, 2), (60, 2, 4)):
        now = at(said, YEAR_ON + timedelta(days=days))
        operations.nudge(now=now)
        operations.nudge(now=now)
        to = [one.person for one in letters("due")]
        assert sum(person in (cast.sam.person, cast.jo.person) for person in to) == members, days
        assert sum(person in (cast.farah.person, cast.col.person) for person in to) == facilitators, days
    assert ReviewNudge.objects.count() == 3


def test_nobody_is_asked_in_the_night_and_the_plans_foretell_the_morning(cast, said):
    night, eight = (walltime.at(YEAR_ON, time(hour), said.group.zone) for hour in (0, 8))
    for now in (night - timedelta(days=1), night, eight - timedelta(minutes=1)):
        assert [one.at for one in queries.coming(cast.sam.membership, True, now)] == [eight]
        assert operations.nudge(now=now) == 0
    assert operations.nudge(now=eight) == 1
    four_weeks_on = eight + timedelta(days=28)
    assert [one.at for one in queries.coming(cast.sam.membership, True, eight)] == [four_weeks_on]
    outage_ends = four_weeks_on.replace(hour=3) + timedelta(days=2)
    assert operations.nudge(now=outage_ends) == 0
    assert operations.nudge(now=outage_ends.replace(hour=8)) == 1


def test_four_weeks_later_is_morning_too_when_the_clocks_went_back_between(cast, now):
    said = chain.did(cast, now - timedelta(days=31))  # 18 October: a year on, the clocks go back on 31 October
    day = date(2027, 10, 18)
    assert operations.nudge(now=walltime.at(day, time(8), said.group.zone)) == 1
    again = day + timedelta(days=28)
    assert operations.nudge(now=walltime.at(again, time(7), said.group.zone)) == 0
    assert operations.nudge(now=walltime.at(again, time(8), said.group.zone)) == 1


def test_a_closed_group_hears_nothing_and_a_far_one_on_its_own_day(cast, said):
    Group.objects.filter(pk=cast.group.pk).update(time_zone="Pacific/Honolulu")
    assert operations.nudge(now=at(said)) == 0
    Group.objects.filter(pk=cast.group.pk).update(closed_at=said.did_at)
    assert operations.nudge(now=at(said, YEAR_ON + timedelta(days=2))) == 0


def test_a_letter_is_not_sent_once_somebody_has_looked(cast, said):
    operations.nudge(now=at(said))
    waiting = list(letters("due").select_related("person", "group"))
    assert {one.do.value for one in notices.verdicts(waiting, at(said))} == {"send"}
    reviewed(cast, said)
    assert {one.do.value for one in notices.verdicts(waiting, at(said))} == {"expire"}


# --- pages ---


def address(name, said):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


def words(answer):
    return answer.content.decode()


def test_the_whole_way_in_the_browser(cast, said, clock):
    clock(at(said))
    home = reverse("group_home", kwargs={"slug": cast.group.slug})
    assert "Is it still true?" in words(cast.sam.client.get(home))
    assert "To be looked at again" in words(cast.farah.client.get(home))
    assert cast.sam.client.get(address("review_outcome", said)).status_code == 200
    given = {"outcome": "CHANGED", "words": "Only on weekdays"}
    done = cast.sam.client.post(address("review_outcome", said), given, follow=True)
    assert "if they see the same" in words(done)
    assert "Is it still true?" not in words(cast.sam.client.get(home))
    assert "Are they right?" in words(cast.jo.client.get(home))
    page = words(cast.jo.client.get(address("check_review", said)))
    assert "says: changed" in page and "Only on weekdays" in page
    assert "nothing here for you" in words(cast.sam.client.get(address("check_review", said), follow=True))
    assert "nothing here for you" in words(cast.jo.client.get(address("review_outcome", said), follow=True))
    done = cast.jo.client.post(address("check_review", said), {"holds": "yes", "note": ""}, follow=True)
    assert "part of the record" in words(done) and "Looked at again: it has changed" in words(done)
    assert "nothing here for you" in words(cast.jo.client.get(address("review_outcome", said), follow=True))


def test_a_facilitator_moves_the_day_in_the_browser(cast, said):
    here = address("move_review", said)
    assert "Thursday 18 November 2027" in words(cast.farah.client.get(here))
    given = {"to_on_day": "1", "to_on_month": "3", "to_on_year": "2027", "reason": "The contract ends"}
    assert "You moved the day" in words(cast.farah.client.post(here, given, follow=True))
    waiting = chain.sent(cast, said.did_at)
    assert "nothing here for you" in words(cast.farah.client.get(address("move_review", waiting), follow=True))


def test_each_page_opens_for_those_its_row_says(cast, said, clock):
    clock(at(said))
    everyone = {"outcomes": "in_group", "review_outcome": "sam jo farah col", "check_review": "sam jo",
                "move_review": "sam jo farah col"}  # fmt: skip
    for name, whom in everyone.items():
        here = reverse(name, kwargs={"slug": cast.group.slug} | ({} if name == "outcomes" else {"number": said.number}))
        let_in = cast.in_group if whom == "in_group" else [getattr(cast, one) for one in whom.split()]
        for player in cast.in_group:
            status = player.client.get(here).status_code
            assert (status in (200, 302)) == (player in let_in), (name, player.membership)
        for player in cast.outsiders:
            assert player.client.get(here).status_code == 404


# --- the list of all that was done ---


def listed(player):
    return words(player.client.get(reverse("outcomes", kwargs={"slug": player.membership.group.slug})))


def test_the_list_says_since_when_how_one_can_see_it_who_noticed_and_what_is_next(cast, now, said):
    page = listed(cast.sam)
    assert "Since Wednesday 18 November 2026" in page and "Ask at any desk" in page
    assert "People are asked on Thursday 18 February 2027." in page
    assert "Looked at again on Thursday 18 November 2027." in page


def test_the_list_says_how_asking_and_reviews_stand(cast, now, clock):
    done = [chain.did(cast, now) for _ in range(3)]
    asked(cast, now)
    assert "People are being asked until Thursday 11 March 2027." in listed(cast.sam)
    closed(cast, now - timedelta(days=1), others=["YES"] * 9)
    assert "People noticed. 9 people said “yes”." in listed(cast.sam)
    assert "People noticed. About 10 people answered." in listed(cast.okoro)
    ended, true, old = done
    reviewed(cast, ended, "ENDED", "Closed")
    reviewed(cast, true)
    clock(at(old))
    page = listed(cast.sam)
    assert "Ended. " in page and "Done, and ended" in page
    assert "Still true. Looked at again on Saturday 18 November 2028." in page
    assert "To be looked at again since Thursday 18 November 2027." in page


def test_what_was_put_in_without_its_story_still_has_a_line(cast, now):
    from tests import builders

    builders.said(cast.group, stage="ANSWERED", did_at=now)
    page = listed(cast.sam)
    assert "Nobody was asked." in page and "No review is planned." in page


def test_an_empty_list_says_what_will_be_here(cast, now):
    chain.cannot(cast, now)
    assert "Nothing has been done yet" in listed(cast.sam)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        chain.did(cast, now)
    listed(cast.okoro)
    with django_assert_num_queries(7):  # session, person, membership, entries, claims, askings, reviews
        listed(cast.okoro)


@pytest.mark.parametrize("rows", [1, 3])
def test_what_is_due_takes_one_statement(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        one = chain.did(cast, now)
    membership = Membership.objects.with_people().get(pk=cast.sam.membership.pk)
    with django_assert_num_queries(1):
        assert len(queries.needs_you(membership, at(one))) == rows
    assert queries.due(membership.group, at(one)).count() == rows
    assert queries.needs_you(cast.farah.membership, at(one)) == []
