from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from feedback.challenges import operations as challenges
from feedback.challenges.models import Challenge
from feedback.log import operations as log
from feedback.log.models import Said
from tests.feedback import chain
from tests.feedback.answers.test_pages import at, post
from tests.feedback.challenges.test_operations import WHY, ask, keep, name_somebody, reason, to_independent


def page(player, said):
    return BeautifulSoup(player.client.get(said.get_absolute_url()).content, "html.parser")


def words(soup):
    return " ".join(soup.get_text(" ").split())


def route(player, said):
    return words(page(player, said).select_one("section[aria-labelledby=route-heading]"))


def finding_of(asked):
    return reverse("finding", kwargs={"token": asked.token})


# --- the route on the page of an entry ---


def test_the_route_shows_three_steps_with_their_promises_and_what_can_be_done(cast, now):
    said = chain.cannot(cast, now)
    shown = route(cast.sam, said)
    for line in ("Ask for the reason again", "Ask the sponsor to look again", "Ask the independent person"):
        assert line in shown
    for days in (5, 10, 20):
        assert f"Promise: an answer within {days} working days." in shown
    assert page(cast.sam, said).select_one(f'section a[href="{at("challenge", said)}"]')
    assert page(cast.okoro, said).select_one(f'section a[href="{at("challenge", said)}"]') is None


def test_nothing_refused_shows_no_route(cast, now):
    assert page(cast.sam, chain.did(cast, now)).select_one("#route-heading") is None
    said = chain.decided(cast, now, kind="PARTLY")
    assert page(cast.sam, said).select_one("#route-heading")
    chain.deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    assert page(cast.sam, said).select_one("#route-heading") is None


def test_what_was_asked_stays_to_be_read_when_the_rest_is_done_meanwhile(cast, now):
    said = chain.decided(cast, now, kind="PARTLY")
    ask(cast, now, said)
    chain.deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    assert WHY in route(cast.sam, said)
    assert page(cast.sam, said).select_one(f'section a[href="{at("challenge", said)}"]') is None


def test_the_route_says_where_it_is_now(cast, now, clock):
    said = chain.cannot(cast, now)
    asked = ask(cast, now, said)
    shown = route(cast.okoro, said)
    assert "It is here now" in shown and WHY in shown
    assert "Asked on Wednesday 18 November 2026. An answer is promised by Wednesday 25 November 2026." in shown
    assert page(cast.sam, said).select_one(f'a[href="{at("challenge", said)}"]') is None
    clock(now + timedelta(days=9))
    assert "It is 2 working days late. " in route(cast.sam, said)
    assert "the group does not have to wait any longer" in route(cast.sam, said)
    reason(cast, now + timedelta(days=9), asked)
    assert "The reason was given again, Friday 27 November 2026. “" in route(cast.sam, said)
    assert "What was answered: The money is spent." in route(cast.sam, said)


def test_who_may_name_the_independent_person_is_led_there(cast, now):
    said = chain.cannot(cast, now)
    reason(cast, now, ask(cast, now, said))
    keep(cast, now, ask(cast, now, said))
    assert "Your group has no independent person yet." in route(cast.sam, said)
    settings = reverse("group_settings", kwargs={"slug": cast.group.slug})
    assert page(cast.farah, said).select_one(f'section a[href="{settings}"]')
    assert page(cast.sam, said).select_one(f'section a[href="{settings}"]') is None


def test_the_end_of_the_route_is_said(cast, now, clock):
    asked = to_independent(cast, now)
    assert "Ask the independent person: Ines Frey" in route(cast.sam, asked.said)
    clock(now + timedelta(days=40))
    assert "A facilitator can send the letter again." in route(cast.sam, asked.said)
    challenges.find(now=now, challenge=asked, outcome="FAIR", answer="They weighed it.")
    assert "This is the end of the route." in route(cast.sam, asked.said)


@pytest.mark.parametrize(("who", "most"), [("sam", 15), ("sol", 16), ("okoro", 14)])
def test_the_page_costs_the_same_with_one_challenge_and_with_three(cast, now, django_assert_max_num_queries, who, most):
    said = chain.cannot(cast, now, shown_as="NAME")
    player = getattr(cast, who)
    player.client.get(said.get_absolute_url())
    with django_assert_max_num_queries(most) as one:
        player.client.get(said.get_absolute_url())
    name_somebody(cast)
    for _ in range(2):
        asked = ask(cast, now, said)
        reason(cast, now, asked) if asked.rung == "REASON" else keep(cast, now, asked)
    with django_assert_max_num_queries(most) as three:
        player.client.get(said.get_absolute_url())
    assert len(one) >= len(three)


# --- asking and answering ---


def test_a_member_challenges_and_is_told_what_comes(cast, now):
    said = chain.cannot(cast, now)
    answer = post(cast.sam, at("challenge", said), words="", shown_as="GROUP", rung="REASON")
    assert "Say why you ask again" in answer.content.decode()
    answer = post(cast.sam, at("challenge", said), words=WHY, shown_as="GROUP", rung="REASON")
    assert "You asked. An answer is promised by Wednesday 25 November 2026." in answer.content.decode()
    assert WHY in words(page(cast.okoro, said))


def test_two_who_ask_at_once_the_second_keeps_what_they_typed(cast, now):
    said = chain.cannot(cast, now)
    ask(cast, now, said)
    answer = post(cast.jo, at("challenge", said), words="My own reason", shown_as="GROUP", rung="REASON")
    assert "Your group has asked already." in answer.content.decode()
    assert "My own reason" in answer.content.decode()
    again = chain.did(cast, now)
    answer = post(cast.jo, at("challenge", again), words="My own reason", shown_as="GROUP")
    assert "This cannot be challenged now." in answer.content.decode()


def test_what_cannot_be_challenged_leads_back_to_where_it_stands(cast, now):
    said = chain.did(cast, now)
    for name, player in (("challenge", cast.sam), ("give_reason", cast.priya), ("look_again", cast.okoro)):
        assert "This has moved on since" in player.client.get(at(name, said), follow=True).content.decode()


def test_whoever_answers_gives_the_reason_and_a_second_one_keeps_what_they_typed(cast, now):
    said = chain.cannot(cast, now)
    ask(cast, now, said)
    assert "Give the reason again" in words(page(cast.priya, said).select_one(".app-two__turn"))
    assert WHY in cast.priya.client.get(at("give_reason", said)).content.decode()
    answer = post(cast.priya, at("give_reason", said), answer="The money is spent.")
    assert "You gave the reason again." in answer.content.decode()
    answer = post(cast.okoro, at("give_reason", said), answer="Another reason")
    assert "This has been answered already" in answer.content.decode()
    assert "Another reason" in answer.content.decode()


def test_the_sponsor_keeps_the_answer_or_changes_it(cast, now):
    first, second = chain.cannot(cast, now), chain.cannot(cast, now)
    for said in (first, second):
        reason(cast, now, ask(cast, now, said))
        ask(cast, now, said)
    assert "Look at it again" in words(page(cast.okoro, first).select_one(".app-two__turn"))
    assert "Look at it again" not in words(page(cast.priya, first))
    answer = post(cast.okoro, at("look_again", first), answer="I read it all again.")
    assert "You looked again, and the answer stays." in answer.content.decode()
    assert at("change_answer", second) in cast.okoro.client.get(at("look_again", second)).content.decode()
    typed = {"kind": "PARTLY", **chain.ANSWER, **chain.REASON}
    answer = post(cast.okoro, at("change_answer", second), **typed)
    assert "You gave a new answer." in answer.content.decode()
    assert Said.objects.get(pk=second.pk).stage == "DOING"


@pytest.mark.parametrize("name", ["challenge", "give_reason", "look_again", "change_answer"])
def test_outsiders_see_nothing_and_everybody_does_their_own_part(cast, now, name):
    said = chain.cannot(cast, now)
    ask(cast, now, said)
    may = {"challenge": (cast.sam, cast.jo, cast.farah, cast.col, cast.sol), "give_reason": (cast.priya, cast.okoro)}
    for player in cast.in_group:
        forbidden = player not in may.get(name, (cast.okoro,))
        assert (player.client.get(at(name, said)).status_code == 403) == forbidden
    for player in cast.outsiders:
        assert player.client.get(at(name, said)).status_code == 404


# --- the independent person ---


def test_the_independent_person_reads_both_sides_and_says_what_they_find(cast, now):
    asked = to_independent(cast, now, shown_as="NAME")
    visitor = Client()
    soup = BeautifulSoup(visitor.get(finding_of(asked)).content, "html.parser")
    shown = words(soup)
    for line in (chain.WORDS, WHY, "The money is spent.", "I read it all again.", chain.REASON["reason"], "Dr Okoro"):
        assert line in shown, line
    shown = shown.replace("Samaritans", "")
    for name in ("Sam", "Jo", "Farah", "A draft was written"):
        assert name not in shown, name
    answer = visitor.post(finding_of(asked), {"outcome": "", "answer": "Kept"})
    assert "Choose what you found" in answer.content.decode() and "Kept" in answer.content.decode()
    answer = visitor.post(finding_of(asked), {"outcome": "AGAIN", "answer": "Look at the question."})
    assert "It is open again" in answer.content.decode()
    assert visitor.get(finding_of(asked)).status_code == 404
    assert "Look at the question." in words(page(cast.sam, asked.said))


def test_a_link_that_does_not_work_says_so_and_shows_nothing(cast, now):
    asked = to_independent(cast, now)
    answer = Client().get(reverse("finding", kwargs={"token": "not-a-token"}))
    assert answer.status_code == 404 and "This link does not work any more" in answer.content.decode()
    assert chain.WORDS not in answer.content.decode()
    late = Client().get(finding_of(asked))
    assert "no-store" in late["Cache-Control"]


def test_a_facilitator_sends_a_new_link(cast, now):
    asked = to_independent(cast, now)
    old = finding_of(asked)
    answer = post(cast.farah, at("new_link", asked.said))
    assert "We sent the letter again, with a new link." in answer.content.decode()
    assert Client().get(old).status_code == 404
    assert "This has moved on since" in post(cast.sam, at("new_link", asked.said)).content.decode()
    cast.group.independent_name = cast.group.independent_email = ""
    cast.group.save()
    assert "has no independent person yet" in post(cast.farah, at("new_link", asked.said)).content.decode()
    assert "This has moved on since" in post(cast.farah, at("new_link", chain.sent(cast, now))).content.decode()


# --- what waits ---


def test_a_challenge_shows_with_whoever_owes_the_answer_and_late_when_it_is(cast, now, clock):
    said = chain.cannot(cast, now)
    ask(cast, now, said)
    clock(now + timedelta(days=14))
    home = reverse("group_home", kwargs={"slug": cast.group.slug})
    for player in (cast.okoro, cast.priya, cast.farah):
        shown = player.client.get(home).content.decode()
        assert "The group asks for the reason again: promised by Wednesday 25 November 2026" in shown
        assert "5 working days late" in shown
    overview = cast.sam.client.get(reverse("overview", kwargs={"slug": cast.group.slug})).content.decode()
    assert "The group asks for the reason again" in overview and "5 working days late" in overview


def test_what_waits_for_the_independent_person_shows_with_the_facilitator_alone(cast, now):
    to_independent(cast, now)
    home = reverse("group_home", kwargs={"slug": cast.group.slug})
    assert "The independent person looks at it" in cast.farah.client.get(home).content.decode()
    assert "The independent person looks at it" not in cast.okoro.client.get(home).content.decode()


def test_the_tick_reminds(cast, now):
    from feedback.challenges import tasks

    ask(cast, now, chain.cannot(cast, now))
    assert tasks.challenge_nudges(now + timedelta(days=8)) == 1


def test_a_refusal_brought_in_from_a_record_can_be_challenged(cast, now):
    said = log.bring_in(by=cast.farah.membership, now=now, words="A ramp", source="Our old list", stage="CANNOT")
    assert ask(cast, now, said).rung == "REASON"
    assert str(Challenge.objects.get()) == "Ask for the reason again"
    assert cast.priya.client.get(at("decision", said)).status_code == 404
