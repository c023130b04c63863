from functools import partial

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from coproduction.kit.access import Ability, DoorsMiddleware, is_on_this_site, open_page, signed_in_page, token_page

about_oneself = partial(signed_in_page, before_second_step=True)  # without somebody to ask whether they need one
SOME = Ability(999, "Do this", "- r o Y p a i 2 b Y/- -/Y")


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("VISITOR", False), ("APPLICANT", False), ("MEMBER", True), ("SUPPORTER", True), ("CO_FACILITATOR", True),
        ("FACILITATOR", True), ("POINT_OF_CONTACT", True), ("SPONSOR", True), ("NETWORK_COORDINATOR", False),
        ("ORGANISATION_ADMIN", True), ("SITE_ADMIN", False),
    ],
)  # fmt: skip
def test_a_door_opens_for_yes_own_shared_numbers_and_invited_only(role, opens):
    assert SOME.opens_for(role) is opens


def page(request):
    return HttpResponse("in")


def ask(view, method="get"):
    return view(getattr(RequestFactory(), method)("/"))


@pytest.mark.parametrize("hang", [open_page, token_page, about_oneself])
def test_a_door_lets_through_its_methods_and_no_other(hang):
    view = hang(methods=("GET",))(page)
    assert ask(view).content == b"in"
    assert ask(view, "head").status_code == 200
    refused = ask(view, "post")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_door_for_posting_does_not_answer_a_link():
    assert ask(open_page(methods=("POST",))(page)).status_code == 405


@pytest.mark.parametrize("hang", [open_page, token_page, about_oneself])
def test_asking_what_a_door_takes_opens_nothing_behind_it(hang):
    """OPTIONS carries no proof of the form it came from, so it must never reach what a POST does."""
    reached = []
    view = hang(methods=("GET", "POST"))(lambda request: reached.append(request) or page(request))
    answer = ask(view, "options")
    assert (answer.status_code, answer["Allow"], answer.content) == (200, "GET, POST, HEAD, OPTIONS", b"")
    assert ask(hang(methods=("POST",))(view), "options")["Allow"] == "POST, OPTIONS"
    assert reached == []


def test_only_open_and_token_pages_are_free_of_signing_in():
    assert not open_page()(page).login_required
    assert not token_page()(page).login_required
    assert signed_in_page()(page).login_required


def test_a_page_without_a_door_is_refused(db):
    middleware = DoorsMiddleware(lambda request: None)
    request = RequestFactory().get("/")
    assert middleware.process_view(request, page, (), {}).status_code == 404
    assert middleware.process_view(request, open_page()(page), (), {}) is None


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/\r//evil.example", "/\n/evil.example",
                  "/\t/evil.example", "/\x00", "evil", ""]
)  # fmt: skip
def test_nobody_is_led_off_this_site(elsewhere):
    assert not is_on_this_site(elsewhere)


@pytest.mark.parametrize("here", ["/", "/groups/rivers/?page=2", "/help/?find=caf%C3%A9", "/help/?find=café"])
def test_a_path_of_ours_leads_on(here):
    assert is_on_this_site(here)
