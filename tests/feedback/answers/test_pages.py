from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.deeds import operations as deeds
from feedback.log.models import Said
from tests.feedback import chain

DAY = {"day": "8", "month": "12", "year": "2026"}


def at(name, said, **more):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number, **more})


def day(name):
    return {f"{name}_{part}": value for part, value in DAY.items()}


def post(player, address, **typed):
    return player.client.post(address, typed, follow=True)


def stage(said):
    return Said.objects.get(pk=said.pk).stage


def test_a_point_of_contact_hears_and_a_sponsor_answers(cast, now):
    said = chain.sent(cast, now)
    assert (
        "The group asked to be heard by Wednesday 25 November 2026"
        in cast.priya.client.get(at("hear", said)).content.decode()
    )
    answer = post(cast.priya, at("hear", said), **chain.HEARING, **day("answer_by"))
    assert "You heard it. We are telling those whose words began it." in answer.content.decode()
    form = BeautifulSoup(cast.okoro.client.get(at("decide", said)).content, "html.parser").select_one(
        "form[data-form=answer]"
    )
    assert form
    answer = post(cast.okoro, at("decide", said), kind="PARTLY", **chain.ANSWER, **chain.REASON)
    assert "You gave the answer." in answer.content.decode()
    assert stage(said) == "DOING"
    answer = post(cast.okoro, at("decide_again", said), kind="NOT_NOW", **chain.ANSWER, **chain.REASON)
    assert "The first one stays in the record." in answer.content.decode()
    assert stage(said) == "CANNOT"


def test_an_answer_without_its_reason_is_refused_and_keeps_what_was_typed(cast, now):
    said = chain.heard(cast, now)
    answer = post(cast.okoro, at("decide", said), kind="CANNOT", reason="", cause="", **chain.ANSWER)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert "Say why. People need to know the reason." in soup.select_one("#div_id_reason").get_text()
    assert "being able to prepare" in answer.content.decode()
    assert stage(said) == "HEARD"


def test_all_that_is_missing_from_an_answer_is_told_at_once(cast, now):
    said = chain.heard(cast, now)
    page = post(cast.okoro, at("decide", said), kind="PARTLY").content.decode()
    for missing in (
        "Say why. People need to know",
        "Choose what stands in the way.",
        "Enter what matters to people",
        "Enter who decided",
    ):
        assert missing in page
    page = post(cast.okoro, at("decide", said), kind="PARTLY", reason="x" * 3001).content.decode()
    assert "Say why. People need to know" not in page and "Choose what stands in the way." in page


def test_a_day_that_is_no_day_is_refused_beside_it(cast, now):
    said = chain.sent(cast, now)
    bad = {"answer_by_day": "31", "answer_by_month": "2", "answer_by_year": "2027"}
    assert "Enter a real date" in post(cast.priya, at("hear", said), **chain.HEARING, **bad).content.decode()
    past = {"answer_by_day": "1", "answer_by_month": "2", "answer_by_year": "2020"}
    assert (
        "Choose today or a day to come." in post(cast.priya, at("hear", said), **chain.HEARING, **past).content.decode()
    )


def test_somebody_from_the_system_corrects_their_own_answer(cast, now):
    said = chain.heard(cast, now)
    answer = post(cast.priya, at("correct_answer", said), words="They meet on 4 December.")
    assert "You added a correction." in answer.content.decode()
    answer = post(cast.okoro, at("correct_answer", said), words="Not mine")
    assert "You can correct only what you wrote yourself here." in answer.content.decode()
    assert cast.farah.client.get(at("correct_answer", said)).status_code == 403


def test_two_people_answering_at_once_the_second_is_told(cast, now):
    said = chain.heard(cast, now)
    post(cast.okoro, at("decide", said), kind="WE_WILL", **chain.ANSWER)
    answer = post(cast.priya, at("decide", said), kind="CANNOT", **chain.ANSWER, **chain.REASON)
    assert "This has moved on since" in answer.content.decode()
    assert stage(said) == "DOING"


@pytest.mark.parametrize("name", ["hear", "decide", "decide_again", "correct_answer", "take_on", "claim"])
def test_the_group_does_not_answer_itself_and_outsiders_see_nothing(cast, now, name):
    said = chain.sent(cast, now)
    for player in (cast.sam, cast.sol, cast.farah, cast.nia):
        assert player.client.get(at(name, said)).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(at(name, said)).status_code == 404


# --- doing ---


def test_actions_are_taken_on_moved_and_finished(cast, now):
    said = chain.decided(cast, now)
    answer = post(
        cast.priya, at("take_on", said), kind="ACTION", what="Change the letter", owner="Bookings", **day("due_on")
    )
    assert "You took on an action." in answer.content.decode()
    deed = said.deeds.get()
    move = at("move_date", said, deed_id=deed.pk)
    assert "Bookings does it by Tuesday 8 December 2026" in cast.priya.client.get(move).content.decode()
    answer = post(cast.priya, move, reason="Printer", **day("to_on"))
    assert "Choose another day than the one it has." in answer.content.decode()
    answer = post(cast.priya, move, reason="Printer", to_on_day="9", to_on_month="12", to_on_year="2026")
    assert "You moved the date. The old one stays in the record" in answer.content.decode()
    finish = at("finish_deed", said, deed_id=deed.pk)
    assert cast.priya.client.get(finish).status_code == 405
    assert "You marked the action as done." in post(cast.priya, finish).content.decode()
    assert "This action is done already." in post(cast.priya, finish).content.decode()
    assert "This has moved on since" in cast.priya.client.get(move, follow=True).content.decode()
    assert cast.priya.client.get(at("move_date", said, deed_id=deed.pk + 1)).status_code == 404


def test_an_action_of_another_entry_is_not_there(cast, now):
    said, other = chain.decided(cast, now), chain.decided(cast, now)
    due = (now + timedelta(days=9)).date()
    deed = deeds.take_on(by=cast.priya.membership, now=now, said=other, what="x", owner="y", due_on=due)
    for name in ("move_date", "finish_deed"):
        assert cast.priya.client.post(at(name, said, deed_id=deed.pk)).status_code == 404


def test_it_is_done_checked_and_judged(cast, now):
    said = chain.decided(cast, now)
    since = {"since_day": "1", "since_month": "11", "since_year": "2026"}
    answer = post(cast.priya, at("claim", said), extent="ALL", **chain.CLAIM, **since)
    assert "It counts once somebody has." in answer.content.decode()
    page = cast.jo.client.get(at("check", said)).content.decode()
    assert "Ask at any desk" in page
    answer = post(cast.jo, at("check", said), holds="no", check_note="")
    assert "Say what is not done yet." in answer.content.decode()
    answer = post(cast.jo, at("check", said), holds="yes", check_note="I saw it")
    assert "Thank you for checking." in answer.content.decode()
    page = cast.sam.client.get(at("verdict", said) + "?answer=PARTLY")
    assert BeautifulSoup(page.content, "html.parser").select_one("input[checked]")["value"] == "PARTLY"
    answer = post(cast.sam, at("verdict", said), answer="PARTLY", words="Only one clinic")
    assert "Thank you. Your answer is part of the record." in answer.content.decode()
    assert "Only one clinic" in cast.sam.client.get(at("verdict", said)).content.decode()
    answer = post(cast.jo, at("verdict", said), answer="NO", words="")
    assert "You said no. It is open again" in answer.content.decode()
    assert stage(said) == "SENT"


@pytest.mark.parametrize(
    ("name", "who"),
    [("hear", "priya"), ("decide", "okoro"), ("decide_again", "okoro"), ("take_on", "priya"), ("claim", "priya"),
     ("check", "sam"), ("verdict", "sam")],
)  # fmt: skip
def test_what_cannot_be_done_now_leads_back_to_where_it_stands(cast, now, name, who):
    said = chain.sent(cast, now) if name not in ("hear", "decide") else chain.decided(cast, now)
    answer = getattr(cast, who).client.get(at(name, said), follow=True)
    assert answer.redirect_chain[-1][0] == at("said", said)


@pytest.mark.parametrize("name", ["check", "verdict"])
def test_only_members_check_and_judge(cast, now, name):
    said = chain.claimed(cast, now).said
    for player in (cast.farah, cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.get(at(name, said)).status_code == 403
