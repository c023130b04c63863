"""Answering in one tap, from a letter or in the product; asked by all of the cast."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from feedback.impact import queries
from feedback.impact.models import Choice, Noticing
from groups.membership.models import Membership
from groups.notices import emails
from groups.notices.models import Letter
from tests.feedback import chain
from tests.feedback.impact.asking import asked, close, closed, doubted, on


def page(name, said):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


def by_letter(asking, player):
    return reverse("noticed_by_letter", kwargs={"token": queries.token(asking, player.membership)})


def words(answer):
    return answer.content.decode()


@pytest.fixture
def asking(cast, now, clock):
    asking, at = asked(cast, now)
    clock(at)
    return asking


def test_a_letter_holds_a_link_for_each_answer_and_a_discreet_one_holds_no_words(cast, asking):
    letter = Letter.objects.get(stem__endswith="did_you_notice", person=cast.sam.person)
    for answer in Noticing.Answer.values:
        assert f"{by_letter(asking, cast.sam)}?answer={answer}" in letter.text
        assert f"{by_letter(asking, cast.sam)}?answer={answer}" in letter.html
    letter.discreet = True
    sent = "".join(emails.framed(letter))
    assert chain.WORDS not in sent and "/noticed/" not in sent


def test_the_link_works_without_signing_in_and_looking_changes_nothing(cast, asking, visitor):
    link = by_letter(asking, cast.sam)
    answer = visitor.get(f"{link}?answer=LITTLE")
    assert answer.status_code == 200 and chain.WORDS in words(answer)
    assert 'value="LITTLE" checked' in words(answer)
    assert not Noticing.objects.exists()
    kept = visitor.post(link, {"answer": "LITTLE", "words": "Twice now", "may_show": "on"})
    assert "We kept your answer" in words(kept)
    one = Noticing.objects.get()
    assert (one.membership, one.answer, one.words, one.may_show) == (cast.sam.membership, "LITTLE", "Twice now", True)
    assert "Twice now" in words(visitor.get(link)), "they can change it"
    visitor.post(link, {"answer": "NO"})
    assert Noticing.objects.get().answer == "NO"


def test_a_link_without_an_answer_asks_for_one_and_an_odd_one_chooses_none(cast, asking, visitor):
    link = by_letter(asking, cast.sam)
    assert "checked" not in words(visitor.get(f"{link}?answer=<b>"))
    assert "Choose yes, a little, no" in words(visitor.post(link, {"answer": ""}))


def test_a_link_is_proof_against_forging_and_needs_a_token_against_other_sites(cast, asking, visitor):
    link = by_letter(asking, cast.sam)
    assert visitor.get(link[:-3] + "xx/").status_code == 404
    other = reverse("noticed_by_letter", kwargs={"token": "not-a-token"})
    assert visitor.get(other).status_code == 404
    assert Client(enforce_csrf_checks=True).post(link, {"answer": "YES"}).status_code == 403


def test_a_link_is_dead_for_somebody_who_left_and_for_whoever_is_not_asked(cast, asking, visitor):
    assert "has closed" in words(visitor.get(by_letter(asking, cast.farah)))
    assert "has closed" in words(visitor.get(by_letter(asking, cast.hal)))
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=asking.said.did_at)
    assert visitor.get(by_letter(asking, cast.sam)).status_code == 404


def test_a_link_ends_with_the_question(cast, asking, visitor, clock):
    link = by_letter(asking, cast.sam)
    clock(on(asking.said, asking.closes_on))
    assert "Did you notice?" in words(visitor.get(link))
    clock(on(asking.said, asking.closes_on + timedelta(days=1)))
    assert "This question has closed" in words(visitor.get(link))
    assert "This question has closed" in words(visitor.post(link, {"answer": "YES"}))
    close(asking)
    closed_page = words(visitor.get(link))
    assert "This question has closed" in closed_page and chain.WORDS not in closed_page
    assert not Noticing.objects.exists()


def test_the_question_is_answered_in_the_product_by_members_alone(cast, asking):
    here = page("noticed", asking.said)
    for player in cast.in_group:
        expected = 200 if player in (cast.sam, cast.jo) else 403
        assert player.client.get(here).status_code == expected, player.membership
    for player in cast.outsiders:
        assert player.client.get(here).status_code == 404
    assert "checked" in words(cast.sam.client.get(f"{here}?answer=YES"))
    done = cast.sam.client.post(here, {"answer": "YES"}, follow=True)
    assert "We kept your answer" in words(done)
    assert Noticing.objects.get().membership == cast.sam.membership


def test_home_and_the_entry_ask_until_one_has_answered(cast, asking):
    home = reverse("group_home", kwargs={"slug": cast.group.slug})
    assert "Did you notice this?" in words(cast.sam.client.get(home))
    assert "Did you notice a change?" in words(cast.sam.client.get(page("said", asking.said)))
    cast.sam.client.post(page("noticed", asking.said), {"answer": "YES"})
    assert "Did you notice this?" not in words(cast.sam.client.get(home))
    assert "Did you notice this?" in words(cast.jo.client.get(home))
    assert "Did you notice" not in words(cast.farah.client.get(home))


def test_named_words_ask_their_author_on_home(cast, now, clock):
    asking, at = asked(cast, now, shown_as="NAME")
    clock(at)
    assert [need.url for need in queries.needs_you(cast.sam.membership)] == [page("noticed", asking.said)]
    assert queries.needs_you(cast.jo.membership) == []
    assert queries.needs_you(cast.farah.membership) == []
    assert cast.jo.client.get(page("noticed", asking.said)).status_code == 302


def test_the_question_leads_back_when_there_is_none(cast, now):
    said = chain.did(cast, now)
    for name in ("noticed", "nobody_noticed"):
        answer = cast.sam.client.get(page(name, said), follow=True)
        assert "nothing here for you to say now" in words(answer)


def test_what_came_of_it_is_exact_inside_and_rounded_outside(cast, now):
    asking, _ = closed(cast, now, [(cast.sam, "NO")], others=["YES"] * 9)
    here = page("said", asking.said)
    assert "9 people said “yes”, 1 person said “no”." in words(cast.sam.client.get(here))
    outside = words(cast.okoro.client.get(here))
    assert "About 10 people answered." in outside and "9 people" not in outside and "1 person said" not in outside


def test_nobody_noticed_stands_plainly_on_the_entry_and_the_overview(cast, now, clock):
    doubt, at = doubted(cast, now)
    clock(at)
    said = doubt.said
    for player in cast.in_group:
        assert "Nobody noticed" in words(player.client.get(page("said", said)))
    assert "Nobody noticed" in words(cast.okoro.client.get(reverse("overview", kwargs={"slug": cast.group.slug})))
    assert "1 of them nobody noticed" in words(
        cast.okoro.client.get(reverse("overview", kwargs={"slug": cast.group.slug}))
    )
    assert "What happens now?" in words(cast.sam.client.get(reverse("log", kwargs={"slug": cast.group.slug})))


def test_members_say_what_happens_now(cast, now, clock):
    doubt, at = doubted(cast, now)
    clock(at)
    here = page("nobody_noticed", doubt.said)
    for player in (*cast.in_group, *cast.outsiders):
        known = player in cast.in_group
        expected = 200 if player in (cast.sam, cast.jo) else 403 if known else 404
        assert player.client.get(here).status_code == expected
    home = reverse("group_home", kwargs={"slug": cast.group.slug})
    assert "Is it really done?" in words(cast.sam.client.get(home))
    assert "checked" in words(cast.sam.client.get(f"{here}?choice=OPEN"))
    assert "Say why it is fine" in words(cast.sam.client.post(here, {"choice": "FINE"}))
    done = cast.sam.client.post(here, {"choice": "FINE", "why": "It is behind the scenes"}, follow=True)
    assert "What most of the members say" in words(done)
    assert Choice.objects.get().why == "It is behind the scenes"
    assert "It is behind the scenes" in words(cast.sam.client.get(here))
    assert "Is it really done?" not in words(cast.sam.client.get(home))


@pytest.mark.parametrize("rows", [1, 3])
def test_what_needs_a_member_takes_one_statement(cast, now, rows, django_assert_num_queries):
    for _ in range(rows):
        asked(cast, now)
    membership = Membership.objects.with_people().get(pk=cast.sam.membership.pk)
    with django_assert_num_queries(1):
        assert len(queries.needs_you(membership)) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_an_entry_takes_as_many_statements_with_one_answer_as_with_three(cast, now, rows, django_assert_num_queries):
    asking, _ = closed(cast, now, others=["YES"] * rows)
    here = page("said", asking.said)
    cast.okoro.client.get(here)
    with django_assert_num_queries(10):
        cast.okoro.client.get(here)
