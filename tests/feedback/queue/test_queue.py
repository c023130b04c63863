from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from feedback.challenges import operations as challenges
from feedback.handovers import operations as handovers
from feedback.handovers.models import Handover
from feedback.log.models import Said, Stage
from groups.membership.models import Role
from groups.notices.models import Letter
from tests import builders
from tests.cast import signed_in
from tests.feedback import chain

DAYS = (date(2026, 11, 25), date(2026, 11, 12), date(2026, 11, 20))
HEARD = {"words": "Thank you. I asked the board.", "final_say": "Dr Okoro", "answer_by_day": "1", "answer_by_month": "12",
         "answer_by_year": "2026"}  # fmt: skip
ANSWER = {"kind": "WE_WILL", "what_matters": "Being on time.", "what_binds": "Nothing.", "outweighs": "no",
          "decided_by": "The board"}  # fmt: skip


def waits(group, *, stage=Stage.SENT, due_on=DAYS[0], words="Letters come late.", **more):
    days = {"hear_by": due_on, "answer_by": due_on, "due_on": due_on}
    return builders.said(group, words, stage=stage, **days | more)


def post(player, said, owed, deed, **typed):
    given = {f"{said.pk}-{owed}-{deed}-{name}": value for name, value in typed.items()}
    return player.client.post(f"/queue/?item={said.pk}-{owed}&deed={deed}", given, follow=True)


def main(response):
    return BeautifulSoup(response.content, "html.parser").find("main")


def words_of(page):
    return [one.get_text() for one in page.select("article .app-said__words")]


def test_what_waits_over_all_groups_comes_oldest_promise_first_in_the_groups_words(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    waits(cast.group, words="Third", due_on=DAYS[0])
    waits(cast.other_group, words="First", due_on=DAYS[1], stage=Stage.HEARD)
    waits(cast.group, words="Second", due_on=DAYS[2])
    page = main(cast.okoro.client.get("/queue/"))
    assert words_of(page) == ["“First”", "“Second”", "“Third”"]
    assert "4 working days late" in page.get_text() and "Harbour Voices" in page.get_text()
    assert not page.select("details[open]") and not page.select("form[data-form=look-again]")
    assert "Nothing waits for you" not in page.get_text()


def test_after_hearing_and_answering_the_next_is_there(cast, now):
    first = waits(cast.group, words="First", due_on=DAYS[1])
    second = waits(cast.group, words="Second", stage=Stage.HEARD)
    page = main(post(cast.priya, first, "SENT", "hear", **HEARD))
    assert "You heard it" in page.parent.get_text()
    first.refresh_from_db()
    assert (first.stage, first.will_answer_on) == (Stage.HEARD, date(2026, 12, 1))
    assert page.select_one("article details[open] form")["data-form"] == "answer"
    for said in (first, second):
        page = main(post(cast.okoro, said, "HEARD", "decide", **ANSWER))
    assert "Nothing waits for you" in page.get_text()
    assert set(Said.objects.values_list("stage", flat=True)) == {Stage.DOING}


def test_what_is_wrong_stands_beside_its_question_and_what_was_typed_stays(cast):
    said = waits(cast.group, words="First", stage=Stage.HEARD)
    waits(cast.group, words="Second", stage=Stage.HEARD, due_on=date(2026, 12, 1))
    page = main(post(cast.okoro, said, "HEARD", "decide", **ANSWER | {"kind": "CANNOT"}))
    assert [one["data-form"] for one in page.select("details[open] form")] == ["answer"]
    link = page.select_one(".nhsuk-error-summary a")
    assert "Say why" in link.get_text() and page.select_one(link["href"]) is not None
    assert "Being on time." in page.get_text()
    ids = [one["id"] for one in page.select("[id]")]
    assert len(ids) == len(set(ids))
    said.refresh_from_db()
    assert said.stage == Stage.HEARD


def test_whoever_was_slower_gets_their_words_back_and_nothing_is_answered_twice(cast):
    said = waits(cast.group, stage=Stage.DOING)
    page = main(post(cast.okoro, said, "HEARD", "decide", **ANSWER)).get_text()
    assert "This does not wait any more" in page and "Being on time." in page
    assert not said.decisions.exists()


def test_an_answer_changes_only_what_the_reader_answers_for(cast):
    theirs = waits(cast.other_group, stage=Stage.HEARD)
    waits(cast.group)
    assert "does not wait any more" in main(post(cast.okoro, theirs, "HEARD", "decide", **ANSWER)).get_text()
    assert not theirs.decisions.exists()
    for player in (cast.sam, cast.farah, cast.nia, cast.nobody):
        assert player.client.get("/queue/").status_code == 404


def test_what_was_challenged_is_answered_there_by_whoever_may(cast, now):
    said = chain.cannot(cast, now)
    asked = challenges.challenge(by=cast.sam.membership, now=now, said=said, words="You left out the buses.")
    assert "You left out the buses." in main(cast.priya.client.get("/queue/")).get_text()
    post(cast.priya, said, "REASON", "give_reason", answer="There are no buses.")
    asked.refresh_from_db()
    assert asked.answer == "There are no buses."
    challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Then find some.")
    assert "Then find some." not in main(cast.priya.client.get("/queue/")).get_text()
    post(cast.okoro, said, "SPONSOR", "change_answer", **ANSWER)
    said.refresh_from_db()
    assert (said.decision, said.round) == ("WE_WILL", 2)


def test_one_thing_or_all_of_a_group_is_handed_over_and_taken_back(cast, now):
    leon = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")
    said = [waits(cast.group, words=words, stage=Stage.HEARD) for words in ("One", "Two", "Three")]
    page = post(cast.okoro, said[0], "HEARD", "hand_over", note="Please")
    assert "Choose somebody" in main(page).get_text()
    page = main(post(cast.okoro, said[0], "HEARD", "hand_over", to=leon.pk, note="Please"))
    assert words_of(page) == ["“Two”", "“Three”"] and "Dr Okoro asked Leon to answer it" in page.get_text()
    all_of_it = cast.okoro.client.post("/queue/?deed=hand_over_all", {"all-to": leon.pk}, follow=True)
    assert "Leon was asked for 2 things" in all_of_it.content.decode() and words_of(main(all_of_it)) == []
    wrong = cast.okoro.client.post("/queue/?deed=hand_over_all", {}, follow=True)
    assert Handover.objects.standing().count() == 3 and wrong.status_code == 200
    one = Handover.objects.get(said=said[0])
    address = f"/groups/{cast.group.slug}/asked-others/{one.pk}/take-back/"
    assert cast.farah.client.post(address).status_code == 403
    assert words_of(main(cast.okoro.client.post(address, follow=True))) == ["“One”"]
    assert "Dr Okoro asked you to answer it" in main(signed_in(leon.person).get("/queue/")).get_text()


def test_all_of_it_is_also_what_does_not_fit_on_the_page(cast, now, django_assert_max_num_queries):
    leon = builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")
    for number in range(120):
        waits(cast.group, words=f"Thing {number}", due_on=DAYS[1] + timedelta(days=number), stage=Stage.HEARD)
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    builders.membership(cast.other_group, Role.POINT_OF_CONTACT, name="Pat")
    for number in range(2):  # after all those of the first group
        waits(cast.other_group, words=f"Theirs {number}", due_on=date(2027, 12, 1), stage=Stage.HEARD)
    with django_assert_max_num_queries(50):
        cast.okoro.client.post("/queue/?deed=hand_over_all", {"all-to": leon.pk})
    assert Handover.objects.filter(to=leon).count() == 120
    page = main(cast.okoro.client.get("/queue/"))
    assert "Leon was asked for 120 things. They get a letter." in page.parent.get_text()
    assert words_of(page) == ["“Theirs 0”", "“Theirs 1”"]
    (letter,) = Letter.objects.filter(stem__endswith="handovers/emails/asked")
    assert "Thing 19" in letter.text and "Thing 20”" not in letter.text and "and 100 more" in letter.text


def test_all_of_a_group_is_offered_though_nothing_of_it_is_on_the_first_page(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    pat = builders.membership(cast.other_group, Role.POINT_OF_CONTACT, name="Pat")
    for number in range(9):
        waits(cast.group, words=f"Sooner {number}", due_on=DAYS[1], stage=Stage.HEARD)
    theirs = [waits(cast.other_group, words=f"Theirs {number}", stage=Stage.HEARD) for number in range(2)]
    cast.okoro.client.post("/queue/?deed=hand_over_all", {"all-to": pat.pk})
    assert {one.said for one in Handover.objects.filter(to=pat)} == set(theirs)


def test_all_of_it_goes_to_nobody_until_somebody_is_chosen(cast):
    for words in ("One", "Two"):
        waits(cast.group, words=words)
    page = main(cast.okoro.client.post("/queue/?deed=hand_over_all", {}))
    assert "Choose somebody" in page.select_one("details[open] form[data-form=hand-over-all]").get_text()
    assert words_of(page) == ["“One”", "“Two”"] and not Handover.objects.exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    said = [waits(cast.group) for _ in range(rows)]
    handovers.hand_over(by=cast.priya.membership, now=now, said=said[0], owed="SENT", to=cast.okoro.membership)
    client = cast.okoro.client
    with django_assert_num_queries(
        9
    ):  # session, person, places, owed, challenged, handed over, whom to ask, standing in, programmes disputed
        client.get("/queue/")


def test_only_so_many_are_shown_at_once(cast):
    for number in range(9):
        waits(cast.group, words=f"Thing {number}", due_on=DAYS[0] + timedelta(days=number))
    page = main(cast.okoro.client.get("/queue/"))
    assert len(page.select("article")) == 8 and "The next come up as you answer these" in page.get_text()


def buttons(player, page):
    found = main(player.client.get(page)).select(".app-due a.nhsuk-button")
    return [(one.get_text(), one["href"]) for one in found]


@pytest.mark.parametrize("who", ["okoro", "priya"])
def test_a_button_of_the_home_page_leads_to_the_place_where_it_is_answered_and_back_home(cast, who):
    for number in range(8):
        waits(cast.group, words=f"Sooner {number}", due_on=DAYS[1], stage=Stage.HEARD)
    last, player, home = waits(cast.group, words="The last"), getattr(cast, who), f"/groups/{cast.group.slug}/"
    words, address = buttons(player, home)[-1]
    assert (words, address) == ("Say you heard number 9", f"/queue/?item={last.pk}-SENT&back=group#h-{last.pk}-SENT")
    page = main(player.client.get(address))
    (unfolded,) = page.select("details[open]")
    article = unfolded.find_parent("article")
    assert "The last" in article.get_text() and article.select_one(f"#h-{last.pk}-SENT")
    assert page.parent.select_one(".nhsuk-back-link")["href"] == home
    form = unfolded.select_one("form")
    typed = {f"{last.pk}-SENT-hear-{name}": value for name, value in HEARD.items()}
    again = player.client.post(form["action"], typed | {f"{last.pk}-SENT-hear-words": ""})
    form = main(again).select_one("details[open] form")  # something was missing: the way back is not lost
    done = player.client.post(form["action"], typed, follow=True)
    assert done.redirect_chain == [(home, 302)] and "You heard it" in done.content.decode()
    assert len(buttons(player, home)) == 9


def test_from_the_page_of_all_groups_the_way_leads_back_there(cast):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    first = waits(cast.other_group, stage=Stage.HEARD)
    ((_, address),) = buttons(cast.okoro, "/")
    assert address == f"/queue/?item={first.pk}-HEARD&back=all#h-{first.pk}-HEARD"
    page = main(cast.okoro.client.get(address))
    action = page.select_one("details[open] form")["action"]
    typed = {f"{first.pk}-HEARD-decide-{name}": value for name, value in ANSWER.items()}
    assert cast.okoro.client.post(action, typed, follow=True).redirect_chain == [("/", 302)]


def test_what_somebody_else_answers_has_no_button(cast, now):
    said = chain.cannot(cast, now)
    asked = challenges.challenge(by=cast.sam.membership, now=now, said=said, words="You left out the buses.")
    home = f"/groups/{cast.group.slug}/"
    key = f"{said.pk}-REASON"
    assert buttons(cast.okoro, home) == [("Answer number 1", f"/queue/?item={key}&back=group#h-{key}")]
    handovers.hand_over(by=cast.priya.membership, now=now, said=said, owed="REASON", to=cast.okoro.membership)
    assert buttons(cast.priya, home) == [] and len(buttons(cast.okoro, home)) == 1
    challenges.give_reason(by=cast.okoro.membership, now=now, challenge=asked, answer="There are no buses.")
    challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Then find some.")
    assert buttons(cast.priya, home) == [] and len(buttons(cast.okoro, home)) == 1  # only the sponsor looks again
    assert buttons(cast.nia, home) == []


def test_whoever_comes_for_what_was_answered_meanwhile_is_told(cast):
    said, other = waits(cast.group, stage=Stage.DOING), waits(cast.group)
    page = cast.okoro.client.get(f"/queue/?item={said.pk}-HEARD&back=group")
    assert "That does not wait for you any more" in page.content.decode()
    assert not main(page).select("details[open]")
    back = cast.okoro.client.get(f"/queue/?item={other.pk}-SENT&back=https://elsewhere.example")
    assert "elsewhere" not in back.content.decode()
