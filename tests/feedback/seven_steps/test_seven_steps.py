"""What a sponsor says of a step, how it stands beside what members see, and what changed since last time."""

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection, transaction

from coproduction.pages import waiting
from feedback.log import operations as log
from feedback.seven_steps import operations, queries
from feedback.seven_steps.models import StepLook, StepStanding
from feedback.steps_seen.models import NextAsking
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.feedback.seven_steps.arrange import DAY, WEEK, again, answered, asked, at, look, page, seven, strip_of, words

YOURS = "feedback/seven_steps/emails/yours"
TYPED = {"state": "BEGUN", "sentence": "We pay on the day.", "shows": "The new form"}


def steps(cast, who="sam", now=NOW):
    return {one.step.value: one for one in queries.page(again(getattr(cast, who).membership), now).steps}


def strip_of_page(cast, now):
    return [one.more for one in queries.page(again(cast.sam.membership), now).strip.boxes]


def tag(cast, step=6, who="sam", now=NOW):
    return steps(cast, who, now)[step].tag


def needs(cast, who, now=NOW):
    waits = waiting.waits_for(again(getattr(cast, who).membership), now)
    return [(one.words, one.line, one.url) for one in (*waits.first, *waits.later) if "seven steps" in one.words]


def post(cast, step, who="okoro", **typed):
    client = getattr(cast, who).client
    address = at(cast, "look_at_step", step)
    form = BeautifulSoup(client.get(address).content, "html.parser").find("form", {"data-form": "look-at-step"})
    kept = {
        "seen_look": form.find("input", {"name": "seen_look"})["value"],
        "owner": form.find("select").find("option", selected=True)["value"],
    }
    return client.post(address, kept | TYPED | typed, follow=True)


# --- saying it ---


def test_a_sponsor_says_how_far_a_step_is_and_everyone_in_and_beside_all_groups_reads_it_with_its_day(cast):
    assert "You said it" in words(post(cast, 3))
    for who in ("sam", "sol", "farah", "priya", "okoro", "nia"):
        seen = page(cast, who)
        assert "Begun : We pay on the day." in seen and "New, 18 November 2026. Nobody had said before." in seen
    assert "We pay on the day." in page(cast, "hal", group=cast.other_group)
    assert "We pay on the day." not in page(cast, "fen", group=cast.far_group)
    one = page(cast, "sam", 3)
    assert "What shows it: The new form" in one and "Dr Okoro, Wednesday 18 November 2026" in one
    told = Event.objects.filter(what="seven_steps_looked")
    assert set(told.values_list("group__slug", flat=True)) == {cast.group.slug, cast.other_group.slug}
    assert "Ways to reward and thank people for what they give”: begun." in told.first().sentence


def test_nobody_but_a_sponsor_can_say_it(cast):
    for who in ("farah", "col", "sam", "sol", "priya", "nia"):
        player = getattr(cast, who)
        assert player.client.get(at(cast, "look_at_step", 1)).status_code == 403
        with pytest.raises(log.NotYourPart):
            look(cast, who=who)
    assert cast.okoro.client.get(at(cast, "look_at_step", 8)).status_code == 404
    assert cast.sam.client.get(at(cast, "seven_step", 0)).status_code == 404
    assert "Say how it is today" in page(cast, "okoro") and "Say how it is today" not in page(cast, "sam")
    assert not StepLook.objects.exists()


@pytest.mark.parametrize(("given", "refusal"), [
    ({"state": "MAYBE"}, operations.ChooseHowFar), ({"sentence": " "}, operations.SayItInASentence),
    ({"sentence": "x" * 301}, log.TooLong), ({"shows": " "}, operations.SayWhatShowsIt),
    ({"shows": "x" * 1001}, log.TooLong),
])  # fmt: skip
def test_a_look_says_how_far_a_sentence_and_what_shows_it(cast, given, refusal):
    with pytest.raises(refusal):
        look(cast, **given)
    assert not StepLook.objects.exists()


def test_only_what_has_not_begun_needs_nothing_to_show_it(cast):
    assert "Say what people can look at" in words(post(cast, 2, shows=""))
    post(cast, 2, state="NOT_BEGUN", shows="")
    assert StepLook.objects.get().shows == ""


@pytest.mark.parametrize("sql", [
    "UPDATE feedback_steplook SET state = 'OUR_WAY'", "DELETE FROM feedback_steplook",
])  # fmt: skip
def test_the_database_refuses_to_change_or_delete_a_look(cast, sql):
    look(cast)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert StepLook.objects.get().state == "BEGUN"


def test_of_two_sponsors_at_once_the_second_reads_the_first_and_keeps_what_was_typed(cast):
    client = cast.okoro.client
    owner = cast.okoro.membership.pk
    look(cast, 3, "NOT_BEGUN", sentence="Nothing is paid.", shows="")
    typed = TYPED | {"owner": owner, "seen_look": "0"}
    refused = client.post(at(cast, "look_at_step", 3), typed)
    assert "Another sponsor has just said how it is" in words(refused) and "Nothing is paid." in words(refused)
    form = BeautifulSoup(refused.content, "html.parser").find("form", {"data-form": "look-at-step"})
    assert form.find("input", {"name": "sentence"})["value"] == "We pay on the day."
    seen = form.find("input", {"name": "seen_look"})["value"]
    assert "You said it" in words(client.post(at(cast, "look_at_step", 3), typed | {"seen_look": seen}, follow=True))
    assert StepLook.objects.count() == 2
    assert "Another sponsor" in words(client.post(at(cast, "look_at_step", 3), typed | {"seen_look": "x"}))


def test_who_looks_after_it_is_a_sponsor_of_any_group_and_hears_of_it(cast):
    adair = builders.membership(cast.other_group, Role.SPONSOR, name="Adair")
    builders.membership(cast.group, Role.SPONSOR, who=adair.person)  # one person, two groups: chosen once
    client = cast.okoro.client
    options = BeautifulSoup(client.get(at(cast, "look_at_step", 1)).content, "html.parser").find_all("option")
    assert [one.text for one in options] == ["Dr Okoro, sponsor", "Adair, sponsor"]
    made = look(cast, owner=adair)
    [letter] = Letter.objects.filter(stem=YOURS)
    assert letter.person == adair.person and letter.group == cast.other_group
    assert "Train and develop staff and people" in letter.text and "Adair" in page(cast)
    made = look(cast, before=made, owner=adair, now=NOW + DAY)
    assert Letter.objects.filter(stem=YOURS).count() == 1  # looked after it already
    for wrong in (cast.priya, cast.nia):
        with pytest.raises(operations.ChooseWhoLooksAfterIt):
            look(cast, before=made, owner=wrong.membership)


# --- what changed ---


def test_the_strip_says_in_words_what_moved_on_back_stayed_the_same_and_is_new(cast):
    later = NOW + 40 * DAY
    first = {step: look(cast, step, "BEGUN") for step in (1, 2, 3)}
    look(cast, 1, "OUR_WAY", now=later, before=first[1])
    look(cast, 2, "NOT_BEGUN", now=later, before=first[2])
    look(cast, 3, "BEGUN", now=later, before=first[3])
    look(cast, 4, "BEGUN", now=later)
    answer = cast.sam.client.get(at(cast))
    boxes = strip_of(answer)
    day = "28 December 2026"
    assert boxes == [
        f"1. Leaders Part of how we work Moved on, {day} Members: not said yet",
        f"2. Open and fair Not begun Moved back, {day} Members: not said yet",
        f"3. Reward Begun The same, {day} Members: not said yet",
        f"4. Early Begun New, {day} Members: not said yet",
        "5. Our way Nobody has said yet",
        "6. Learning Nobody has said yet",
        "7. We said, We did Nobody has said yet",
    ]
    seen = words(answer)
    assert "1 moved on, 1 moved back, 1 the same as before, 1 said for the first time." in seen
    assert f"Moved on, {day}. Before that: begun" in seen and "Before that: begun, 18 November 2026." in seen
    about = words(cast.sam.client.get(at(cast, "about")))
    assert f"Leaders Part of how we work Moved on, {day}" in about and "Our way Nobody has said yet" in about
    old = strip_of_page(cast, NOW + 184 * DAY)
    assert old[0].endswith("Members: not said yet") and old[3].endswith("Members: not said yet")
    assert strip_of_page(cast, NOW + 230 * DAY)[3] == "Out of date. Members: not said yet"


def test_a_step_shows_every_look_at_it_the_newest_first_and_nothing_is_lost(cast):
    before = None
    for number in range(22):
        state = "BEGUN" if number % 2 else "NOT_BEGUN"
        before = look(cast, 1, state, now=NOW + number * DAY, before=before, sentence=f"Look number {number}.")
    first, second = page(cast, "sam", 1), words(cast.sam.client.get(f"{at(cast, 'seven_step', 1)}?page=2"))
    assert first.index("Look number 21.") < first.index("Look number 2.") and "Look number 1." not in first
    assert "Look number 0." in second and "Moved on: Begun" in first and "Moved back: Not begun" in first


# --- green only when both say so ---


def test_nothing_is_green_on_a_record_alone_or_on_a_view_alone(cast):
    assert tag(cast) == "UNSAID"
    first = look(cast, 6, "OUR_WAY")
    assert tag(cast) == "NO_VIEW"
    answered(cast, more=6)
    end = NOW + 30 * DAY
    assert tag(cast, now=end) == "BOTH" == tag(cast, who="okoro", now=end) and tag(cast, 2, now=end) == "UNSAID"
    assert "Both sides see 1 of the 7 as part of how we work" in page(cast)
    look(cast, 6, "BEGUN", before=first, now=end)
    assert tag(cast, now=end) == "BEFORE"  # members were asked before it moved
    assert "Members: yes, of 9 December 2026, before this changed" in page(cast)


def test_a_look_that_stays_the_same_keeps_what_members_said_of_it(cast):
    first = look(cast, 6, "OUR_WAY")
    answered(cast)
    look(cast, 6, "OUR_WAY", before=first, now=NOW + 40 * DAY)
    assert tag(cast, now=NOW + 40 * DAY) == "BOTH"


def test_a_leader_cannot_hide_a_no_by_saying_something_else_and_then_the_same_again(cast):
    last, now = look(cast, 6, "OUR_WAY"), NOW + 40 * DAY
    answered(cast, seven("NO"), more=6)
    last = look(cast, 6, "BEGUN", before=last, now=now)
    assert tag(cast, now=now) == "BEFORE"
    for who in ("sam", "okoro"):
        one = page(cast, who, 6)
        assert "Members have not said since this changed" in one
        assert "No, of 9 December 2026, before this changed" in one
    assert "Yes: 0 · Partly: 0 · No: 9" in page(cast, "sam", 6)
    last = look(cast, 6, "OUR_WAY", before=last, now=now)  # as it was when they were asked
    assert tag(cast, now=now) == "DIFFER" and "before this changed" not in page(cast, "sam", 6)
    last = look(cast, 6, "BEGUN", before=last, now=now)
    look(cast, 6, "BEGUN", before=last, now=now)  # nothing new, and still not what they were asked about
    assert tag(cast, now=now) == "BEFORE"


@pytest.mark.parametrize(("state", "said", "found"), [
    ("OUR_WAY", "PARTLY", "DIFFER"), ("BEGUN", "PARTLY", "IN_PART"), ("NOT_BEGUN", "NO", "NEITHER"),
    ("NOT_BEGUN", "YES", "DIFFER"), ("OUR_WAY", "CANNOT_TELL", "CANNOT_TELL"), ("BEGUN", "YES", "DIFFER"),
])  # fmt: skip
def test_what_both_say_stands_side_by_side_and_a_difference_is_said(cast, state, said, found):
    look(cast, 6, state)
    answered(cast, seven(said))
    assert tag(cast, now=NOW + 30 * DAY) == found


def test_what_is_known_against_it_and_what_is_old_are_not_green(cast):
    builders.membership(cast.other_group, Role.SPONSOR, name="Adair")
    first = look(cast, 1, "OUR_WAY")
    answered(cast)
    end = NOW + 30 * DAY
    assert tag(cast, 1, now=end) == "BOTH"
    empty = builders.group("No sponsor")
    assert tag(cast, 1, now=end) == "MEND"
    assert "Speaks against it: No sponsor now in 1 of 3 groups." in page(cast)
    look(cast, 1, "BEGUN", before=first, now=end)
    assert tag(cast, 1, now=end) == "BEFORE"  # nobody says that it is part of how we work
    empty.closed_at = NOW
    empty.save()
    assert tag(cast, 1, now=end + 183 * DAY) == "OLD"


def test_a_view_that_is_older_than_half_a_year_is_old_also_beside_a_new_look(cast):
    first = look(cast, 6, "OUR_WAY")
    answered(cast)
    look(cast, 6, "OUR_WAY", before=first, now=NOW + 190 * DAY)
    assert tag(cast, now=NOW + 202 * DAY) == "BOTH" and tag(cast, now=NOW + 203 * DAY) == "OLD"


# --- whose turn it is ---


def test_a_sponsor_is_asked_to_begin_and_to_look_again_and_nobody_else_is(cast):
    name = cast.group.organisation.name
    assert needs(cast, "okoro") == [(f"Say how far {name} is with its seven steps", "Nobody has said so yet", at(cast))]
    assert needs(cast, "sam") == needs(cast, "priya") == needs(cast, "farah") == []
    first = look(cast, 1)
    look(cast, 2, now=NOW + DAY)
    assert needs(cast, "okoro") == []
    late = NOW + 190 * DAY
    line = (f"Is this still right? The seven steps of {name}", "Last looked at on Wednesday 18 November 2026", at(cast))
    assert needs(cast, "okoro", late) == [line]
    adair = builders.membership(cast.group, Role.SPONSOR, name="Adair")
    cast.adair = type(cast.okoro)(adair, adair.person)
    assert needs(cast, "adair", late) == []  # Dr Okoro looks after them
    Membership.objects.filter(pk=cast.okoro.membership.pk).update(left_at=NOW)
    assert needs(cast, "adair", late) == [line] and "Nobody now" in page(cast, "sam", 1)
    look(cast, 1, who="adair", before=first, now=late)
    assert needs(cast, "adair", late)[0][1] == "Last looked at on Thursday 19 November 2026"
    assert words(signed_in(adair.person).get(f"/groups/{cast.group.slug}/"))


def test_saying_something_new_brings_the_questions_to_members_and_saying_the_same_does_not(cast):
    first = look(cast, 1)
    assert NextAsking.objects.get().ask_at == NOW + WEEK
    assert "They are asked next on Wednesday 25 November 2026" in page(cast)
    asking, _ = asked(cast)
    assert "Members are being asked now, until Wednesday 9 December 2026" in words(cast.okoro.client.get(at(cast)))
    assert NextAsking.objects.get().ask_at == asking.opened_at + 26 * WEEK
    same = look(cast, 1, before=first, now=NOW + 2 * WEEK)
    assert NextAsking.objects.get().ask_at == asking.opened_at + 26 * WEEK
    moved = look(cast, 1, "OUR_WAY", before=same, now=NOW + 3 * WEEK)
    assert NextAsking.objects.get().ask_at == asking.opened_at + 13 * WEEK  # not more often than that
    look(cast, 1, "BEGUN", before=moved, now=NOW + 13 * WEEK)
    assert NextAsking.objects.get().ask_at == asking.opened_at + 13 * WEEK  # never later than it was


def test_the_pages_that_lead_there_say_where_an_organisation_stands(cast):
    for address, who in (
        ("group_home", "okoro"), ("about", "sam"), ("overview", "okoro"), ("journey", "sam"), ("ingredients", "sam"),
        ("run_group", "farah"),
    ):  # fmt: skip
        links = BeautifulSoup(getattr(cast, who).client.get(at(cast, address)).content, "html.parser").find_all("a")
        assert at(cast) in [one.get("href") for one in links], address
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    across = cast.okoro.client.get("/overview/").content.decode()
    assert across.count("/seven-steps/") == 1  # one organisation, two groups


@pytest.mark.parametrize("rows", [1, 7])
def test_the_pages_take_as_many_statements_for_seven_steps_and_many_looks_as_for_one(
    cast, rows, django_assert_num_queries
):
    for step in range(1, rows + 1):
        before = None
        for number in range(rows):
            before = look(cast, step, now=NOW + number * DAY, before=before)
    for number in range(rows):
        builders.group(f"Group {number}")
    answered(cast)
    for who in (cast.sam, cast.okoro):
        for address, statements in ((at(cast), 8), (at(cast, "seven_step", 1), 7)):
            who.client.get(address)
            with django_assert_num_queries(statements):
                who.client.get(address)
    with django_assert_num_queries(7):
        cast.okoro.client.get(at(cast, "look_at_step", 1))
    assert StepStanding.objects.count() == rows
