"""Who wrote for a long time and is signed out by then, or whose form is too old, gets the words back."""

from urllib.parse import quote

import pytest
from django.test import Client

from groups.membership.models import Membership, Role

OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = "The ramp at the back door is too steep for my chair."


def talk(cast, rest=""):
    return f"/groups/{cast.group.slug}/talk/{rest}"


def sent(client, path, **headers):
    return client.post(path, {"words": WORDS, "shown_as": "NAME", "form_key": "a0b1"}, **headers)


def test_words_sent_after_a_session_ended_come_back_with_the_way_to_sign_in(cast):
    page = sent(Client(), talk(cast), HTTP_REFERER=f"http://testserver{talk(cast)}?kind=1&page=2", **OURS)
    assert page.status_code == 403 and WORDS in page.text
    assert "NAME" not in page.text and "a0b1" not in page.text
    back = quote(f"{talk(cast)}?kind=1&page=2", safe="")
    assert f'href="/sign-in/?next={back}"' in page.text
    assert "no-store" in page["Cache-Control"]
    assert not cast.group.posts.exists()


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", None])
def test_what_does_not_come_from_our_page_is_only_sent_to_sign_in(cast, site):
    headers = {"HTTP_SEC_FETCH_SITE": site} if site else {}
    page = sent(Client(), talk(cast), **headers)
    assert page.status_code == 302 and page["Location"].startswith("/sign-in/")


def test_who_asked_for_a_page_or_sent_no_words_is_sent_to_sign_in(cast):
    assert Client().get(talk(cast), **OURS).status_code == 302
    assert Client().post(talk(cast), {"shown_as": "NAME"}, **OURS).status_code == 302


def test_taps_of_a_meeting_that_is_on_keep_their_own_words_and_are_told_in_their_own_way(cast):
    assert sent(Client(), talk(cast), HTTP_X_TAP="1", **OURS).status_code == 302


def test_the_answer_is_the_same_for_a_group_that_is_not_there(cast):
    told = [sent(Client(), path, **OURS).content for path in (talk(cast), "/groups/no-such-group/talk/")]
    assert told[0] == told[1]


def test_it_asks_the_database_nothing(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert sent(Client(), talk(cast), **OURS).status_code == 403


@pytest.mark.parametrize(
    "before", ["https://elsewhere.example/x", "http://testserver//elsewhere.example", "nothing", ""]
)
def test_the_way_back_never_leads_elsewhere(cast, before):
    page = sent(Client(), talk(cast), HTTP_REFERER=before, **OURS)
    assert 'next=%2F"' in page.text and "elsewhere" not in page.text


def test_a_form_that_is_too_old_gives_back_its_words_and_the_way_to_a_new_one(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sam.person)
    page = sent(strict, talk(cast), HTTP_REFERER=f"http://testserver{talk(cast)}", **OURS)
    assert page.status_code == 403 and WORDS in page.text and f'href="{talk(cast)}"' in page.text
    assert not cast.group.posts.exists()


def test_a_form_of_another_site_gets_none_of_its_words_shown(cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.sam.person)
    page = sent(strict, talk(cast), HTTP_SEC_FETCH_SITE="cross-site")
    assert page.status_code == 403 and WORDS not in page.text and "copy what you wrote" in page.text


def test_words_written_when_one_lost_the_right_or_the_page_went_come_back(cast):
    Membership.objects.filter(pk=cast.sam.membership.pk).update(role="SPONSOR")
    lost = sent(cast.sam.client, talk(cast), **OURS)
    gone = sent(cast.jo.client, "/groups/no-such-group/talk/", **OURS)
    assert (lost.status_code, gone.status_code) == (403, 404)
    for page in (lost, gone):
        assert WORDS in page.text and "We did not keep what you just sent." in page.text


def test_what_other_programs_send_gets_the_plain_pages_with_the_same_bytes_as_ever(cast):
    posted, asked = (call("/groups/no-such-group/talk/") for call in (cast.jo.client.post, cast.jo.client.get))
    assert sent(cast.jo.client, "/groups/no-such-group/talk/").content == posted.content == asked.content


def test_who_needs_a_second_step_since_they_began_to_write_gets_the_words_back(cast):
    """Jo was made co-facilitator meanwhile."""
    cast.jo.membership.role = Role.CO_FACILITATOR
    cast.jo.membership.save()
    jo = Client()
    jo.force_login(cast.jo.person)
    page = sent(jo, talk(cast), HTTP_REFERER=f"http://testserver{talk(cast)}", **OURS)
    assert page.status_code == 403 and WORDS in page.text
    assert f'/you/second-step/?next={quote(talk(cast), safe="")}"' in page.text
    assert sent(jo, talk(cast)).status_code == 302
