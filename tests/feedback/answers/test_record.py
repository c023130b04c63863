"""The whole record of a decision: what is asked, what is kept, and who can read it."""

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from feedback.answers import operations as answers
from feedback.answers.models import Decision
from feedback.log import operations as log
from feedback.log.models import Step
from tests.feedback import chain
from tests.feedback.answers.test_pages import at, post

OPTIONS = [("A new ramp", "It needs a building permit."), ("", ""), ("A lift", "There is no room for one.")]
RECORD = {
    "question": "How can everyone get in?", "options": OPTIONS, "outweighs": True,
    "how_to_challenge": "Write to the ombudsman.",
}  # fmt: skip


def decide(cast, now, said, kind="CANNOT", **fields):
    reason = {} if kind == "WE_WILL" else chain.REASON
    return answers.decide(by=cast.okoro.membership, now=now, said=said, kind=kind, **chain.ANSWER, **reason | fields)


def words(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def test_the_whole_record_is_kept_and_stands_in_the_chain(cast, now):
    decide(cast, now, chain.heard(cast, now), **RECORD)
    decision = Decision.objects.get()
    assert decision.options == [list(OPTIONS[0]), list(OPTIONS[2])]
    details = dict(Step.objects.get(kind="DECIDED").details)
    assert details["What was to be decided"] == "How can everyone get in?"
    assert details["The system’s priority went first, because"] == chain.REASON["reason"]
    assert "A lift: There is no room for one." in details["What could have been done"]
    assert "Why" not in details
    assert str(decision) == "We can’t"


@pytest.mark.parametrize(
    ("kind", "fields", "refusal", "field"),
    [
        ("WE_WILL", {"outweighs": True}, answers.WhyItGoesFirst, "reason"),
        ("CANNOT", {"options": [("A ramp", "")]}, answers.SayWhyThisOption, "why_1"),
        ("CANNOT", {"options": [("", ""), ("", "No room")]}, answers.SayWhichOption, "option_2"),
        ("CANNOT", {"options": [("x" * 401, "No room")]}, log.TooLong, "option_1"),
        ("CANNOT", {"options": [("A ramp", "x" * 401)]}, log.TooLong, "why_1"),
        ("CANNOT", {"question": "x" * 301}, log.TooLong, "question"),
    ],
)
def test_what_is_missing_from_the_record_is_said_beside_it(cast, now, kind, fields, refusal, field):
    with pytest.raises(refusal) as told:
        decide(cast, now, chain.heard(cast, now), kind, **fields)
    assert told.value.field == field


def test_the_database_keeps_no_priority_without_its_reason(cast, now):
    decide(cast, now, chain.heard(cast, now), "WE_WILL")
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.update(outweighs=True)


def test_a_decision_is_still_never_deleted(cast, now):
    decide(cast, now, chain.heard(cast, now))
    with pytest.raises(Exception, match="ever deleted"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM feedback_decision")


def test_the_form_asks_for_more_in_a_fold_that_opens_when_something_is_wrong_in_it(cast, now):
    said = chain.heard(cast, now)
    fold = BeautifulSoup(cast.okoro.client.get(at("decide", said)).content, "html.parser").select_one("form details")
    assert not fold.has_attr("open")
    assert [field["name"] for field in fold.select("input, textarea")] == [
        "question", *(f"{name}_{n}" for n in range(1, 6) for name in ("option", "why")), "how_to_challenge",
    ]  # fmt: skip
    typed = {"kind": "CANNOT", **chain.ANSWER, **chain.REASON, "option_2": "A lift"}
    soup = BeautifulSoup(post(cast.okoro, at("decide", said), **typed).content, "html.parser")
    assert soup.select_one("form details").has_attr("open")
    assert "Say why this option was chosen, or why not." in soup.select_one("#div_id_why_2").get_text()
    assert soup.select_one("#id_option_2")["value"] == "A lift"
    answer = post(cast.okoro, at("decide", said), **typed, why_2="No room", outweighs="yes")
    assert "You gave the answer." in answer.content.decode()
    assert Decision.objects.get().outweighs


def test_everyone_who_can_read_the_entry_can_read_how_it_was_decided(cast, now):
    said = decide(cast, now, chain.heard(cast, now), **RECORD)
    for player in cast.in_group:
        assert player.client.get(at("decision", said)).status_code == 200
    for player in cast.outsiders:
        assert player.client.get(at("decision", said)).status_code == 404
    shown = words(cast.sam.client.get(at("decision", said)))
    order = [
        "What was to be decided", "What could have been done", "What matters to people", "What the system had to follow",
        "The decision", "The system’s priority went first, because", "Who decided", "How to challenge it",
    ]  # fmt: skip
    places = [shown.index(label) for label in order]
    assert places == sorted(places)
    assert "Write to the ombudsman." in shown
    assert at("decision", said) in cast.sam.client.get(said.get_absolute_url()).content.decode()


def test_what_nobody_wrote_about_challenging_is_the_usual_way(cast, now):
    said = decide(cast, now, chain.heard(cast, now))
    shown = words(cast.sam.client.get(at("decision", said)))
    assert "ask for the reason again (answered within 5 working days)" in shown
    assert "an independent person the group names (within 20 working days)" in shown


def test_earlier_answers_stay_readable_below_the_one_that_stands(cast, now):
    said = decide(cast, now, chain.heard(cast, now), "WE_WILL", question="First?")
    answers.decide_again(
        by=cast.okoro.membership, now=now, said=said, kind="NOT_NOW", **chain.ANSWER, **chain.REASON, question="Then?"
    )
    shown = words(cast.sam.client.get(at("decision", said)))
    assert shown.index("Then?") < shown.index("Earlier answers") < shown.index("First?")
    from feedback.deeds import operations as deeds

    deeds.say_if_answered(by=cast.sam.membership, now=now, said=said, answer="NO")
    assert "It is open again." in words(cast.sam.client.get(at("decision", said)))


def test_what_is_not_decided_has_no_such_page(cast, now):
    assert cast.sam.client.get(at("decision", chain.heard(cast, now))).status_code == 404


def test_that_a_priority_went_first_is_published_with_its_reason(cast, now):
    said = decide(cast, now, chain.heard(cast, now), outweighs=True)
    log.publish(by=cast.farah.membership, now=now, said=said)
    page = cast.nobody.client.get(reverse("public_page", kwargs={"slug": cast.group.slug})).content.decode()
    assert f"The system’s priority went first, because: {chain.REASON['reason']}" in page
