from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain
from tests.feedback.entries import full


def url(said, name="said"):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


def page(player, said):
    answer = player.client.get(url(said))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def text(soup):
    return soup.get_text(" ", strip=True)


def steps(soup):
    return [one.get_text(strip=True) for one in soup.select(".app-chain h3")]


def turn(soup):
    card = soup.select_one(".app-two__turn .app-card")
    return [a.get_text(strip=True) for a in card.select("a")] if card else []


def test_the_story_is_told_in_words_with_working_days_beside_the_promise(cast, now):
    said = chain.sent(cast, now)
    later = now + timedelta(days=2)
    answers.hear(by=cast.priya.membership, now=later, said=said, answer_by=later.date(), **chain.HEARING)
    answers.decide(by=cast.okoro.membership, now=later, said=said, kind="WE_WILL", **chain.ANSWER)
    soup = page(cast.okoro, said)
    assert steps(soup) == [
        "We said it, and sent it to Rivershire health and care partnership", "Heard", "Decision: we will", "We did",
        "Does that answer it?",
    ]  # fmt: skip
    assert "Friday 20 November 2026 · 2 working days (promise: 5) · Priya, point of contact" in text(soup)
    assert "What matters to people: being able to prepare" in text(soup)


def test_what_has_not_happened_stands_there_as_waiting(cast, now):
    soup = page(cast.sam, chain.sent(cast, now))
    waiting = [one.h3.get_text() for one in soup.select(".app-chain__waiting")]
    assert waiting == ["Heard", "Decision", "Does that answer it?"]
    assert "Promised by Wednesday 25 November 2026" in text(soup)
    soup = page(cast.sam, chain.claimed(cast, now).said)
    assert "Checked by the group" in steps(soup)


def test_nobody_outside_learns_who_in_the_group_did_what_or_how_many(cast, now):
    said = chain.did(cast, now, shown_as="NAME")
    deeds.say_if_answered(by=cast.jo.membership, now=now, said=said, answer="PARTLY", words="Only one clinic")
    for player in (cast.priya, cast.okoro, cast.nia):
        seen = text(page(player, said))
        assert "From the group" in seen
        assert "Only one clinic" in seen
        assert "Fewer than 8 people said partly" in seen
        for name in ("Sam", "Jo,", "Farah"):
            assert name not in seen
    inside = text(page(cast.jo, said))
    assert "· Sam" in inside
    assert "2 members agreed." in inside
    assert "1 person said partly." in inside


def test_those_who_said_not_yet_are_counted_for_the_group_alone(cast, now):
    builders.membership(cast.group, name="Third")
    said = chain.agreeing(cast, now)
    for player in (cast.sam, cast.jo):
        drafts.agree(by=player.membership, now=now, said=said, answer="AGREE")
    third = drafts.queries.asked_to_agree(cast.group.pk).with_people().get(person__name="Third")
    drafts.agree(by=third, now=now, said=said, answer="NOT_YET", reason="Too long")
    drafts.send(by=cast.farah.membership, now=now, said=said)
    assert "2 members agreed. 1 member said not yet." in text(page(cast.sam, said))
    assert "not yet" not in text(page(cast.okoro, said))


def test_the_record_shows_the_group_how_it_was_agreed_and_why_and_nobody_else(cast, now):
    said = chain.agreeing(cast, now)
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="NOT_YET", reason="Let me think")
    drafts.agree(by=cast.sam.membership, now=now, said=said, answer="WITH_CHANGE", reason="Say which clinic")
    drafts.agree(by=cast.jo.membership, now=now, said=said, answer="AGREE")
    drafts.send(by=cast.farah.membership, now=now, said=said)
    inside = text(page(cast.jo, said))
    assert "2 members agreed, 1 of them with a change." in inside
    assert "What each of us said Sam: I agree, with a change Say which clinic Jo: I agree" in inside
    assert "Let me think" not in inside, "the last word counts"
    for player in (cast.priya, cast.okoro, cast.nia):
        assert "Say which clinic" not in text(page(player, said))


def test_the_group_can_open_what_happened_before_it_was_sent(cast, now):
    said = chain.sent(cast, now)
    assert "A draft was written" in text(page(cast.sam, said))
    assert "A draft was written" not in text(page(cast.okoro, said))


def test_telling_back_is_proved_by_the_letters(cast, now):
    said = chain.heard(cast, now)
    assert "Told back: 2 people will be told in a moment." in text(page(cast.sam, said))
    mine = Letter.objects.filter(stem="feedback/answers/emails/told_back")
    one, two = mine.order_by("id")
    done = {"finished_at": now}
    Letter.objects.filter(pk=one.pk).update(state="SENT", way="EMAIL", **done)
    Letter.objects.filter(pk=two.pk).update(state="SENT", way="KEPT", **done)
    assert "Told back: 2 people told: 1 by email, 1 to read here." in text(page(cast.sam, said))
    assert "Told back: Fewer than 8 people told." in text(page(cast.okoro, said))
    Letter.objects.filter(pk=one.pk).update(state="DEAD", way="", **done)
    Letter.objects.filter(pk=two.pk).update(state="EXPIRED", way="", **done)
    shown = text(page(cast.sam, said))
    assert "1 person could not be reached. 1 person did not want a letter, or it came too late." in shown


TURNS = [
    ("drafted", "farah", ["Put it to the group", "Change the words"]),
    ("drafted", "sam", ["Put it to the group", "Change the words", "Take it back for good"]),
    ("drafted", "sol", []),
    ("agreeing", "jo", ["I agree", "With a change", "Not yet", "Take it back to a draft", "Take it back for good"]),
    ("agreeing", "farah", ["Take it back to a draft"]),
    ("sent", "priya", ["Say that you have heard it", "Answer it"]),
    ("sent", "sam", []),
    ("sent", "farah", ["Correct what we said"]),
    ("heard", "okoro", ["Answer it"]),
    ("heard", "priya", ["Answer it", "Correct your answer"]),
    ("decided", "priya", ["Take on an action", "Say it is done", "Change the answer", "Correct your answer"]),
    ("did", "sam", ["Yes", "Partly", "No", "Move the day we look at it again"]),
    ("cannot", "okoro", ["Correct your answer"]),
    ("cannot", "jo", ["Yes", "Partly", "No", "Challenge this answer"]),
    ("did", "nia", []),
]


@pytest.mark.parametrize(("arrange", "who", "links"), TURNS)
def test_each_reader_has_one_clear_thing_to_do(cast, now, arrange, who, links):
    soup = page(getattr(cast, who), getattr(chain, arrange)(cast, now))
    assert turn(soup) == links
    for a in soup.select(".app-two__turn .app-card a"):
        assert getattr(cast, who).client.get(a["href"]).status_code == 200


def test_sending_is_offered_once_the_group_has_agreed(cast, now):
    said = chain.agreeing(cast, now)
    for player in (cast.sam, cast.jo):
        drafts.agree(by=player.membership, now=now, said=said, answer="WITH_CHANGE", reason="Say when")
    soup = page(cast.farah, said)
    assert turn(soup)[0] == "Send it"
    assert "2 of 2 members have said." in text(soup)
    assert "Say when" in text(soup)


def test_after_an_action_the_clear_thing_is_to_say_it_is_done(cast, now):
    said = chain.decided(cast, now)
    day = (now + timedelta(days=9)).date()
    deeds.take_on(by=cast.priya.membership, now=now, said=said, what="Ask", owner="Bookings", due_on=day)
    soup = page(cast.priya, said)
    assert turn(soup)[0] == "Say it is done"
    assert "Bookings does it, by Friday 27 November 2026." in text(soup)
    assert soup.select_one('form[data-form="finish-deed"]')
    assert not page(cast.sam, said).select_one('form[data-form="finish-deed"]')


def test_a_later_answer_than_promised_is_said_plainly(cast, now):
    said = chain.sent(cast, now)
    day = (now + timedelta(days=90)).date()
    answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=day, **chain.HEARING)
    shown = text(page(cast.sam, said))
    assert "They said they will answer by Tuesday 16 February 2027." in shown
    assert "That is later than the promise, Wednesday 16 December 2026." in shown


def test_a_correction_and_what_it_corrects_name_each_other(cast, now):
    old = chain.sent(cast, now)
    new = drafts.correct(by=cast.farah.membership, now=now, said=old, words="A week after.")
    assert "A correction of this is number 2" in text(page(cast.sam, old))
    assert "This corrects number 1" in text(page(cast.sam, new))
    assert "number 2" not in text(page(cast.okoro, old))


def test_where_it_came_from_is_told(cast, now):
    earlier = log.bring_in_done(by=cast.farah.membership, now=now, words="A film", source="A report of 2021")
    assert "From: A report of 2021" in text(page(cast.nia, earlier))
    phone = chain.drafted(cast, now, by=cast.farah, came_from="PHONE")
    assert "Came from: A phone call" in text(page(cast.sam, phone))


def test_late_stands_beside_where_it_stands(cast, now, clock):
    said = chain.sent(cast, now)
    clock("2026-12-01T10:00")
    assert page(cast.sam, said).select_one(".app-state--late").get_text() == "Late"


def test_facilitators_put_it_on_the_public_page_and_take_it_off(cast, now):
    said = chain.sent(cast, now)
    cast.farah.client.post(url(said, "publish"))
    assert "This is on the public page, without names." in text(page(cast.farah, said))
    answer = cast.farah.client.post(url(said, "publish"), follow=True)
    assert "This is on the public page already." in answer.content.decode()
    answer = cast.farah.client.post(url(said, "unpublish"), follow=True)
    assert "You took this off the public page." in answer.content.decode()
    assert cast.sam.client.post(url(said, "publish")).status_code == 403


def test_a_second_round_shows_only_its_own_verdicts(cast, now):
    said = chain.did(cast, now)
    deeds.say_if_answered(by=cast.jo.membership, now=now, said=said, answer="NO", words="The door is locked")
    soup = page(cast.sam, said)
    assert "Opened again: the group says no" in steps(soup)
    assert "“The door is locked”" in text(soup)


WITHIN = 15  # statements (the goal); the figures below are what it takes
INSIDE, SYSTEM = ("sam", "jo", "sol", "farah"), ("okoro", "priya", "nia")
TAKES = {
    ("agreeing", "named"): (9, 9, 9, 9),
    ("agreeing", "joined"): (12, 12, 12, 12),
    ("partly", "named"): (12, 12, 13, 12, 11, 11, 9),
    ("partly", "joined"): (13, 13, 13, 13, 11, 11, 10),
    ("noticed", "named"): (14, 14, 13, 13, 12, 12, 10),
    ("noticed", "joined"): (15, 15, 14, 14, 12, 12, 11),
    ("refused", "named"): (14, 14, 15, 14, 13, 13, 11),
    ("refused", "joined"): (15, 15, 15, 15, 13, 13, 12),
}


@pytest.mark.parametrize("rows", [1, 2])
@pytest.mark.parametrize(("turn", "begun"), TAKES)
def test_one_entry_takes_few_statements_whatever_hangs_on_it(cast, now, clock, turn, begun, rows):
    said, at = getattr(full, turn)(cast, now, rows, getattr(full, begun))
    clock(at)
    takes = TAKES[turn, begun]
    who = (INSIDE + SYSTEM)[: len(takes)]
    found = tuple(int(getattr(cast, one).client.get(url(said)).headers["X-SQL-Count"]) for one in who)
    assert found == takes and max(found) <= WITHIN


def test_everything_that_can_hang_on_an_entry_hangs_there_when_it_is_counted(cast, now, clock):
    said, at = full.refused(cast, now, 2, full.named)
    clock(at)
    shown = text(page(cast.sol, said))
    for words in (
        "A correction of this is number 2", "A correction of this is number 3", "What was promised, by date", "Write 1",
        "The date was", "Photos and recordings", "The reason again", "Before we sent it", "What each of us said",
        "What people said", "Told back", "Opened again", "Challenge this answer", "Said at: Winter", "Letters",
    ):  # fmt: skip
        assert words in shown, words
