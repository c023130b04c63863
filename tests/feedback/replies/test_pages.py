"""The pages of what came by e-mail: for its person all of it, for the operator numbers, for everyone else nothing."""

import pytest
from django.urls import reverse

from feedback.voice.models import Post
from tests.feedback.replies.post import DOMAIN, SOON, asked, comes

pytestmark = pytest.mark.django_db
LIST = "/you/replies/"


@pytest.fixture(autouse=True)
def domain(settings):
    settings.REPLY_DOMAIN = DOMAIN


@pytest.fixture
def letter(cast, now):
    return asked(cast, now)[0]


def page_of(one):
    return reverse("my_reply", args=[one.pk])


def test_a_person_sees_what_came_and_what_stood_below_it(cast, now, letter):
    one = comes(cast, letter, "Bigger print.\n\n> We said it.", at=now + SOON)
    page = cast.jo.client.get(LIST).content.decode()
    assert "Bigger print." in page
    assert "We said it." not in page
    page = cast.jo.client.get(page_of(one)).content.decode()
    assert "What stood below it" in page
    assert f"See number {one.post.said.number}" in page
    assert "data-form" not in page.split("<main")[1]


def test_nobody_else_sees_it(cast, now, letter):
    one = comes(cast, letter, "Bigger print.", at=now + SOON, sender="jo@work.example")
    for player in (*cast.in_group, *cast.outsiders):
        if player is not cast.jo:
            assert player.client.get(page_of(one)).status_code == 404
            assert "Bigger print" not in player.client.get(LIST).content.decode()


def test_an_empty_list_says_what_will_be_here(cast):
    assert "Your replies will be here" in cast.jo.client.get(LIST).content.decode()


def test_it_was_me_puts_it_into_the_talk(cast, now, letter):
    one = comes(cast, letter, "Bigger print.", at=now + SOON, sender="jo@work.example")
    assert "Was this you?" in cast.jo.client.get(page_of(one)).content.decode()
    assert "Choose one" in cast.jo.client.post(page_of(one), {"answer": ""}).content.decode()
    done = cast.jo.client.post(page_of(one), {"answer": "TAKE"}, follow=True).content.decode()
    assert "with your name" in done
    assert Post.objects.get().said_by == cast.jo.membership


def test_what_is_gone_meanwhile_is_said(cast, now, letter):
    one = comes(cast, letter, "Bigger print.", at=now + SOON, sender="jo@work.example")
    letter.answers = "said:0"
    letter.save()
    done = cast.jo.client.post(page_of(one), {"answer": "TAKE"}, follow=True).content.decode()
    assert "We could not take it." in done


def test_it_was_not_me_wipes_it(cast, now, letter):
    one = comes(cast, letter, "Bigger print.", at=now + SOON, sender="eve@example.net")
    done = cast.jo.client.post(page_of(one), {"answer": "DISCARD"}, follow=True).content.decode()
    assert "We wiped what it said." in done
    assert "Bigger print" not in done
    assert not Post.objects.exists()


def test_what_could_not_be_read_can_be_said_on_the_site(cast, now, letter):
    one = comes(cast, letter, "", at=now + SOON)
    page = cast.jo.client.get(page_of(one)).content.decode()
    assert "Say it on the site instead" in page
    assert "I wrote it" not in page


def test_a_facilitator_takes_the_second_step_first(cast):
    from tests.cast import signed_in

    half = signed_in(cast.farah.person, second_factor=False)
    assert half.get(LIST).status_code == 302
    assert half.get("/you/replies/1/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_statements(cast, now, letter, rows, django_assert_num_queries):
    for number in range(rows):
        comes(cast, letter, "Bigger print.", at=now + SOON, ident=f"<{number}@x.org>")
    client = cast.jo.client
    with django_assert_num_queries(3):  # session, person with how they like letters, replies
        client.get(LIST)


def test_the_operator_sees_why_and_when_and_no_words(cast, now, letter):
    comes(cast, letter, "Bigger print.", at=now + SOON, sender="jo@work.example")
    comes(cast, letter, "", at=now + SOON, ident="<2@x.org>")
    page = cast.ada.client.get(reverse("operator")).content.decode()
    assert "1: It came from another email address than yours." in page
    assert "We found no words of your own in it." in page
    assert "Bigger print" not in page
    assert "jo@work.example" not in page


def test_an_operator_without_any_reads_that_there_is_none(cast):
    assert "No reply is kept back." in cast.ada.client.get(reverse("operator")).content.decode()
