"""What a person reads when a page cannot be shown, whatever stood in the way."""

from django.core.exceptions import PermissionDenied

from coproduction.kit.access import NotYours
from coproduction.pages import errors


def test_a_refusal_tells_the_reason_it_carries_and_whom_to_ask(rf):
    page = errors.not_yours(rf.get("/"), NotYours("Only a sponsor can answer.", "Ask Dr Okoro."))
    assert page.status_code == 403
    assert "Only a sponsor can answer." in page.content.decode() and "Ask Dr Okoro." in page.content.decode()


def test_a_refusal_of_the_framework_does_not_show_its_own_words(rf):
    page = errors.not_yours(rf.get("/"), PermissionDenied("row 7 of groups_membership"))
    assert page.status_code == 403 and "row 7" not in page.content.decode()
    assert "You cannot do this here." in page.content.decode()
    assert "Ask your group" in page.content.decode()


def test_a_page_that_broke_takes_the_blame_and_asks_nothing_of_the_session(rf, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = errors.broken(rf.get("/"))
    assert page.status_code == 500
    assert "This is our fault, not yours." in page.content.decode()


def test_a_page_that_is_not_there_is_the_same_to_all(rf):
    pages = [errors.not_found(rf.get("/groups/a/"), why) for why in (None, Exception("It was closed"))]
    assert {page.status_code for page in pages} == {404} and pages[0].content == pages[1].content


def test_a_form_that_was_open_too_long_says_how_to_keep_what_was_written(rf):
    page = errors.form_too_old(rf.post("/"), "CSRF token missing")
    assert page.status_code == 403 and "CSRF" not in page.content.decode()
    assert "copy what you wrote" in page.content.decode()
