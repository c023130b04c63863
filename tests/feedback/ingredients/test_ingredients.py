from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coproduction.kit import unnamed
from coproduction.pages import waiting
from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.ingredients import operations, queries, tasks
from feedback.ingredients.models import Ingredient, IngredientsAsking, MayView, TalkedView, Which, most_said
from feedback.journey.models import Move
from feedback.log import operations as log
from feedback.log.models import Stage
from feedback.reviews import operations as reviews
from groups.charter import operations as charter
from groups.charter.models import Group
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from groups.papers import operations as papers
from groups.papers.models import Paper
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.feedback import chain
from tests.groups.papers.arrange import added

DAY = timedelta(days=1)
CLOSED = NOW + queries.OPEN_FOR


def nine(view="YES", **others):
    return {str(which.value): others.get(which.name, view) for which in Which}


def note(cast, which, view="YES", by="farah", owner="farah", now=NOW, sentence="We can see it."):
    owner = getattr(cast, owner).membership if owner else None
    by = getattr(cast, by).membership
    return operations.note(by=by, now=now, which=which, view=view, sentence=sentence, owner=owner)


def members(cast, more):
    return [cast.sam.membership, cast.jo.membership] + [
        builders.membership(cast.group, name=f"Member {number}") for number in range(more)
    ]


def asked(cast, more=3, now=NOW):
    everyone = members(cast, more)
    return operations.ask(by=cast.farah.membership, now=now), everyone


def answer(membership, asking, views=None, line="", now=NOW + DAY):
    operations.answer(by=membership, now=now, asking=asking, views=views or nine(), line=line)


def closed(cast, more=3, views=None, now=NOW):
    asking, everyone = asked(cast, more, now)
    for number, one in enumerate(everyone):
        answer(one, asking, views, line=f"Line {number}", now=now + DAY)
    operations.close(asking=asking, now=now + queries.OPEN_FOR)
    return asking


def talked(cast, views=None, now=NOW):
    view = operations.write_talked(by=cast.farah.membership, now=now, views=views or nine(), in_words="We agree.")
    seen = view.written_at.isoformat()
    return operations.confirm_talked(by=cast.sam.membership, now=now, view=view, seen=seen)


def green(cast, now=NOW):
    """A group in which everything is there: each tile says that both say yes."""
    purpose = charter.write_purpose(
        group=cast.group, by=cast.farah.membership, now=now, why_we_are_here="Us", what_difference="Much"
    )
    for one in (cast.sam, cast.okoro):
        charter.agree_purpose(purpose=purpose, by=one.membership, now=now)
    for which in Which:
        note(cast, which, now=now)
    talked(cast, now=now)


def states(cast, who="farah", now=NOW):
    membership = Membership.objects.with_people().get(pk=getattr(cast, who).membership.pk)
    return {one.which.name: one.state for one in queries.page(membership, now).tiles}


def not_green(cast, now=NOW):
    return {name: state for name, state in states(cast, now=now).items() if state != "BOTH_YES"}


def at(cast, name="ingredients", *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def words(answer):
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def page(cast, who="sam"):
    return words(getattr(cast, who).client.get(at(cast)))


def needs(cast, who, now=NOW):
    return [one.words for one in waiting.waits_for(getattr(cast, who).membership, now).first]


# --- what happens turns the right tile, and turning it back needs only that it is mended ---


def test_a_contact_who_left_old_papers_and_an_unanswered_entry_turn_their_tiles_and_back_when_mended(cast):
    green(cast)
    assert not_green(cast) == {}
    said = chain.sent(cast, NOW)
    paper = added(cast, "farah")
    assert not_green(cast) == {}  # nothing is late yet
    Membership.objects.filter(pk=cast.priya.membership.pk).update(left_at=NOW)
    Paper.objects.filter(pk=paper.pk).update(checked_on=NOW.date() - 366 * DAY)
    late = NOW + 8 * DAY  # more than five working days
    assert not_green(cast, late) == dict.fromkeys(("CONTACT", "INFORMATION", "FEEDBACK"), "MEND")
    known = queries.facts(cast.group, queries.roles(cast.group), late)
    assert known[Which.CONTACT] == ["We have no point of contact now."]
    assert known[Which.INFORMATION] == ["1 paper was not checked for a year."]
    assert known[Which.FEEDBACK] == [f"Number {said.number} was not heard in time."]
    builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")
    papers.check(by=cast.farah.membership, now=late, paper=paper)
    day = (late + 5 * DAY).date()
    answers.hear(by=cast.okoro.membership, now=late, said=said, answer_by=day, **chain.HEARING)
    assert not_green(cast, late) == {}


def test_a_claim_that_waits_turns_results_until_somebody_has_checked_it(cast):
    green(cast)
    claim = chain.claimed(cast, NOW)
    assert not_green(cast, NOW + 7 * DAY) == {} and not_green(cast, NOW + 8 * DAY) == {"OUTPUTS": "MEND"}
    deeds.check_claim(by=cast.jo.membership, now=NOW + 8 * DAY, claim=claim, holds=True)
    assert not_green(cast, NOW + 8 * DAY) == {}


def test_an_answer_that_is_late_is_counted_with_what_was_not_heard(cast):
    green(cast)
    for _ in range(2):
        builders.said(cast.group, stage=Stage.HEARD, due_on=NOW.date() - DAY)
    assert queries.facts(cast.group, queries.roles(cast.group), NOW)[Which.FEEDBACK] == [
        "2 things we said had no answer in time."
    ]


@pytest.mark.parametrize(("role", "which"), [
    (("SPONSOR",), "LEADERS"), (("FACILITATOR", "CO_FACILITATOR"), "FACILITATOR"), (("POINT_OF_CONTACT",), "CONTACT"),
])  # fmt: skip
def test_an_empty_chair_turns_its_tile(cast, role, which):
    Membership.objects.filter(group=cast.group, role__in=role).update(left_at=NOW)
    assert "now." in queries.facts(cast.group, queries.roles(cast.group), NOW)[Which[which]][0]
    assert "now." not in str(queries.facts(builders.group("Other"), {}, NOW)[Which.TIME])


def test_new_words_of_the_purpose_ways_not_looked_at_and_learning_that_waits_turn_theirs(cast):
    green(cast)
    charter.write_purpose(
        group=cast.group, by=cast.farah.membership, now=NOW, why_we_are_here="New", what_difference="New"
    )
    old = (NOW - 200 * DAY).date()
    Group.objects.filter(pk=cast.group.pk).update(ways_of_working="Listen", ways_looked_on=old)
    given = {"what_changed": "Much", "what_grew": "More", "learn": "Budgets"}
    reviews.review(by=cast.farah.membership, now=NOW - 200 * DAY, **given)
    assert not_green(cast) == dict.fromkeys(("PURPOSE", "TIME", "INVESTMENT"), "MEND")
    assert "New words of our purpose wait" in page(cast) and "has waited since" in page(cast)


def test_a_step_that_waits_for_a_sponsor_for_long_turns_theirs(cast):
    green(cast)
    move = Move.objects.create(
        group=cast.group, step=1, state="NOW", words="x", waits_on="SPONSOR", waits_for="Money", outcome="CONFIRMED",
        proposed_by=cast.farah.membership, proposed_at=NOW, settled_at=NOW,
    )  # fmt: skip
    assert not_green(cast, NOW + 28 * DAY) == {}
    assert not_green(cast, NOW + 29 * DAY) == {"LEADERS": "MEND"}
    Move.objects.filter(pk=move.pk).update(part_at=NOW, part_by=cast.okoro.membership, part_words="Done")
    assert not_green(cast, NOW + 29 * DAY) == {}


def test_green_needs_both_to_say_yes_neither_to_be_old_and_somebody_who_looks_after_it(cast):
    green(cast)
    note(cast, Which.TIME, "NO")
    assert not_green(cast) == {"TIME": "DIFFER"}
    talked(cast, nine(TIME="NO", OUTPUTS="PARTLY"))
    note(cast, Which.OUTPUTS, "PARTLY")
    assert not_green(cast) == {"TIME": "BOTH_NO", "OUTPUTS": "BOTH_PARTLY"}
    assert set(not_green(cast, NOW + 190 * DAY).values()) == {"OLD"}
    note(cast, Which.CONTACT, owner="jo")
    Membership.objects.filter(pk=cast.jo.membership.pk).update(left_at=NOW)
    assert not_green(cast)["CONTACT"] == "MEND"
    assert "Whoever looked after this has left." in page(cast)


def test_nothing_is_green_on_records_alone_or_on_views_alone(cast):
    assert set(states(cast).values()) == {"NO_RECORD", "MEND"}
    for which in Which:
        note(cast, which)
    assert set(states(cast).values()) == {"NO_VIEW", "MEND"}
    Ingredient.objects.all().delete()
    talked(cast)
    assert set(states(cast).values()) == {"NO_RECORD", "MEND"}


# --- what is noted ---


def test_a_facilitator_or_whoever_looks_after_it_notes_one_with_a_sentence(cast):
    form = {"view": "PARTLY", "sentence": "Priya answers, slowly.", "owner": cast.priya.membership.pk}
    assert "You noted it" in words(cast.farah.client.post(at(cast, "note_ingredient", 7), form, follow=True))
    assert "Priya, point of contact" in page(cast) and "Partly : Priya answers, slowly." in page(cast)
    mine = words(
        cast.priya.client.post(at(cast, "note_ingredient", 7), {"view": "YES", "sentence": "Faster."}, follow=True)
    )
    assert "Yes : Faster." in mine and Ingredient.objects.get().owner == cast.priya.membership
    assert Event.objects.filter(what="ingredient_noted").last().detail == {"was": "PARTLY"}
    assert cast.okoro.client.get(at(cast, "note_ingredient", 7)).status_code == 403
    assert cast.sam.client.get(at(cast, "note_ingredient", 1)).status_code == 403
    assert cast.farah.client.get(at(cast, "note_ingredient", 10)).status_code == 404
    note(cast, 1, owner="jo")
    assert (
        "Jo, member" in page(cast)
        and "a member of the group" in page(cast, "okoro")
        and "Jo" not in page(cast, "okoro")
    )


@pytest.mark.parametrize(("given", "refusal"), [
    ({"view": "MAYBE"}, operations.ChooseAnAnswer), ({"sentence": " "}, operations.SayItInASentence),
    ({"sentence": "x" * 301}, operations.TooLong), ({"owner": None}, operations.ChooseWhoLooksAfterIt),
    ({"owner": "nia"}, operations.ChooseWhoLooksAfterIt), ({"by": "okoro"}, operations.NotYours),
    ({"by": "nia"}, log.NotYourPart),
])  # fmt: skip
def test_a_note_says_yes_partly_or_no_how_we_know_and_who_looks_after_it(cast, given, refusal):
    with pytest.raises(refusal):
        note(cast, 1, **given)


# --- asking ---


def test_members_say_it_without_a_name_and_the_group_sees_numbers_once_five_have_answered(cast):
    asking, everyone = asked(cast)
    assert needs(cast, "sam") == ["How do you see the nine ingredients?"] and needs(cast, "sol") == []
    for one in everyone[:3]:
        answer(one, asking, nine("NO"))
    answer(everyone[3], asking)
    address = at(cast, "say_ingredients", asking.pk)
    one = everyone[4]
    client = signed_in(one.person)
    assert "Choose yes, partly or no" in words(client.post(address, {"line": "x"}))
    given = {f"nine_{which.value}": "YES" for which in Which} | {"line": "More time, please."}
    assert "You have answered" in words(client.post(address, given, follow=True))
    assert "has_answered" not in str(asking.counts) and "More time" not in page(cast)
    for who in (one, cast.farah.membership):
        with pytest.raises((unnamed.AnsweredAlready, operations.NotAsked)):
            answer(who, asking)
    assert tasks.close_ingredients(CLOSED) == 1 and tasks.close_ingredients(CLOSED) == 0
    assert not MayView.objects.exists()
    assert operations.close(asking=asking, now=CLOSED) is False
    seen = page(cast)
    assert "Yes: 2 · Partly: 0 · No: 3" in seen and "More time, please." in seen and "5 of 5 members answered" in seen
    for who in ("okoro", "priya", "nia"):  # fewer than eight: nothing of it outside
        seen = page(cast, who)
        assert "Too few members answered to show their view outside" in seen and "More time" not in seen
        assert (
            "Kept in the group" in seen
            and "Yes: 2" not in seen
            and "Both say" not in seen.replace("“Both say yes”", "").replace("Both say yes to 0 of the 9", "")
        )
    assert "You joined after" not in seen
    assert "These questions have closed" in words(cast.sam.client.get(address))
    assert {one.person.name for one in Letter.objects.filter(stem="feedback/ingredients/emails/results")} >= {
        "Sam",
        "Farah",
        "Sol",
    }


def test_outside_the_group_only_what_most_said_is_shown_and_only_of_eight(cast):
    closed(cast, more=6)
    for which in Which:
        note(cast, which)
    assert "Yes: 8" in page(cast)
    seen = page(cast, "okoro")
    assert "What members say Yes" in seen and "Yes: 8" not in seen and "Line 1" not in seen and "8 of 8" not in seen
    assert states(cast, "okoro")["OUTPUTS"] == "BOTH_YES"


def test_fewer_than_five_answers_are_wiped(cast):
    asking, everyone = asked(cast)
    for one in everyone[:4]:
        answer(one, asking, line="Mine")
    operations.close(asking=asking, now=CLOSED)
    asking.refresh_from_db()
    assert (asking.counts, asking.lines, asking.answered) == ({}, [], 0) and "Not said yet" in page(cast)


@pytest.mark.parametrize(("counts", "view"), [
    ({"YES": 3, "PARTLY": 1, "NO": 1}, "YES"), ({"YES": 2, "PARTLY": 1, "NO": 2}, "PARTLY"),
    ({"YES": 0, "PARTLY": 1, "NO": 4}, "NO"), ({"YES": 3, "PARTLY": 0, "NO": 3}, "PARTLY"),
])  # fmt: skip
def test_the_members_view_is_what_more_than_half_said(counts, view):
    assert most_said(counts) == view


def test_asking_needs_five_members_and_happens_once_at_a_time(cast):
    with pytest.raises(operations.TooFewMembers):
        operations.ask(by=cast.farah.membership, now=NOW)
    asking, everyone = asked(cast)
    assert "being asked already" in words(cast.farah.client.post(at(cast, "ask_about_ingredients"), follow=True))
    with pytest.raises(operations.EnoughMembers):
        talked(cast)
    assert "enough members" in words(cast.farah.client.get(at(cast, "write_talked_view"), follow=True))
    late = builders.membership(cast.group, name="Late")
    with pytest.raises(operations.NotAsked):
        answer(late, asking)
    with pytest.raises(operations.NotOpenAnyMore):
        answer(everyone[0], asking, now=CLOSED)
    with pytest.raises(operations.TooLong):
        answer(everyone[0], asking, line="x" * 401)
    letters = list(Letter.objects.filter(stem="feedback/ingredients/emails/asked"))
    assert (
        len(letters) == 5 and len(queries.still_asked(letters, NOW)) == 5 and not queries.still_asked(letters, CLOSED)
    )
    assert queries.mine(asking, late, NOW)[0].startswith("You joined after")
    assert IngredientsAsking.objects.visible_to(cast.okoro.membership).count() == 0


# --- a small group talks it through ---


def test_a_small_group_writes_down_what_it_said_and_a_member_confirms_it(cast):
    given = {f"nine_{which.value}": "YES" for which in Which}
    assert "Say it in a few words" in words(cast.farah.client.post(at(cast, "write_talked_view"), given))
    cast.farah.client.post(at(cast, "write_talked_view"), given | {"in_words": "It is good here."})
    view = TalkedView.objects.get()
    assert needs(cast, "sam") == ["Is this how we see the nine ingredients?"] and "It is good here." not in page(cast)
    address = at(cast, "confirm_talked_view", view.pk)
    form = BeautifulSoup(cast.sam.client.get(address).content, "html.parser").find(
        "form", {"data-form": "confirm-talked"}
    )
    seen = form.find("button", {"name": "seen"})["value"]
    operations.write_talked(by=cast.col.membership, now=NOW + DAY, views=nine("NO"), in_words="Not really.")
    assert "written anew" in words(cast.sam.client.post(address, {"seen": seen}, follow=True))  # not what they read
    view.refresh_from_db()
    cast.sam.client.post(address, {"seen": view.written_at.isoformat()})
    assert "Not really." in page(cast, "okoro") and needs(cast, "sam") == []
    assert "confirmed already" in words(cast.sam.client.get(address, follow=True))
    for who in ("farah", "sol", "okoro"):
        with pytest.raises(log.NotYourPart):
            operations.confirm_talked(by=getattr(cast, who).membership, now=NOW, view=view, seen=seen)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_as_many_statements_for_three_as_for_one(cast, rows, django_assert_num_queries):
    closed(cast, more=3, now=NOW - 20 * DAY)
    for which in range(1, rows + 1):
        note(cast, which)
        builders.said(cast.group, stage=Stage.SENT, due_on=NOW.date() - DAY)
    cast.sam.client.get(at(cast))
    with django_assert_num_queries(15):
        cast.sam.client.get(at(cast))
