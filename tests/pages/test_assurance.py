"""Whoever must say yes to the site finds what they ask for, and what they read is what is so."""

import re

import pytest
from bs4 import BeautifulSoup

from coproduction.kit.access import Ability
from coproduction.pages import assurance
from feedback.receipts import queries as receipts
from groups.people.models import Person
from groups.permissions import GroupAbility

HOME = "/how-we-keep-this-safe/"


def words(client, name=""):
    answer = client.get(f"{HOME}{name}/" if name else HOME)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ", strip=True)


def test_every_page_leads_to_them_and_so_does_help(visitor):
    for page in ("/help/", "/accessibility/", "/sign-in/"):
        footer = BeautifulSoup(visitor.get(page).content, "html.parser").find("footer")
        assert footer.find("a", href=HOME), page
    assert BeautifulSoup(visitor.get("/help/").content, "html.parser").find("main").find("a", href=HOME)


def test_the_first_page_leads_to_each_and_to_the_pages_that_were_there_before(visitor):
    main = BeautifulSoup(visitor.get(HOME).content, "html.parser").find("main")
    found = {link["href"] for link in main.find_all("a")}
    assert found >= {f"{HOME}{name}/" for name in assurance.PAPERS} | {
        "/who-may-do-what/",
        "/privacy/",
        "/accessibility/",
    }


@pytest.mark.parametrize("name", assurance.PAPERS)
def test_each_can_be_read_by_anyone_and_says_what_it_is(cast, visitor, name):
    assert assurance.PAPERS[name][0] in words(visitor, name)
    assert words(visitor, name) == words(cast.sam.client, name)


def test_there_is_no_other_such_page(visitor):
    assert visitor.get(f"{HOME}promises/").status_code == 404


# --- who can see what ---


def test_who_sees_something_is_read_from_the_table(visitor):
    needs = assurance.who_sees(GroupAbility.SEE_NEEDS)
    assert dict(needs.by)["yes"] == "co-facilitator, facilitator"
    assert dict(needs.by)["only as rounded numbers"] == "point of contact" and needs.nobody_else
    assert "member, supporter" in dict(needs.by).values()
    assert not assurance.who_sees(GroupAbility.SEE_PUBLIC_PAGE).nobody_else


def test_whoever_may_only_ask_or_only_in_an_emergency_is_not_shown_as_seeing_it():
    one = Ability(1, "See it", "- - Y Y Y Y p r b b b")
    assert {role for _, roles in assurance.who_sees(one).by for role in roles.split(", ")} == {
        "member", "supporter", "co-facilitator", "facilitator", "point of contact",
    }  # fmt: skip


def test_the_page_lists_all_that_can_be_seen_and_changes_with_the_table(visitor, monkeypatch):
    page = words(visitor, "who-can-see-what")
    for thing in (
        "See what people need to take part",
        "Read what the group talks about",
        "See member names",
        "Open a file",
    ):
        assert thing in page
    assert len(assurance.everything_seen()) > 40 and "Plan, change or cancel a meeting" not in page
    closed = Ability(9, "See needs", "- - - - - - - - - - -", plain="See what people need to take part")
    monkeypatch.setattr(GroupAbility, "SEE_NEEDS", closed)
    assert "See what people need to take part Nobody else." in words(visitor, "who-can-see-what")


# --- what they say is so ---


def test_limits_of_words_without_a_name_are_those_that_are_kept(visitor, monkeypatch):
    assert f"at least {receipts.COULD_HAVE} members could" in words(visitor, "threats")
    assert receipts.ACTIVE_DAYS.days == 30
    monkeypatch.setattr(receipts, "COULD_HAVE", 11)
    assert "at least 11 members could" in words(visitor, "threats")


def test_the_set_up_is_told_as_it_is(visitor, settings):
    settings.SITE_ADDRESS, settings.SESSION_COOKIE_SECURE, settings.PRODUCTION = (
        "https://groups.example.org",
        True,
        True,
    )
    settings.FILE_SCANNER, settings.EMAIL_URL, settings.REPLY_DOMAIN = (
        "/usr/bin/scan",
        "smtp://mail",
        "replies.example.org",
    )
    settings.NOTIFY_KEY, settings.SECURITY_CONTACT = "a key", "mailto:security@example.org"
    settings.BACKUP_KEY, settings.COPIES_SEALED = "", True
    page, threats = words(visitor, "impact-assessment"), words(visitor, "threats")
    for told in ("https://groups.example.org", "reached over HTTPS only", "GOV.UK Notify", "replies by email",
                 "A scanner looks at every file", "security@example.org"):  # fmt: skip
        assert told in page
    assert "copies are sealed with a key" in threats
    assert "if it cannot, the file is refused" in threats and "security@example.org" in threats
    assert "to try things out" not in page


def test_what_is_not_set_up_is_told_too(visitor, settings):
    settings.SESSION_COOKIE_SECURE, settings.FILE_SCANNER, settings.EMAIL_URL = False, "none", ""
    settings.NOTIFY_KEY = settings.SECURITY_CONTACT = settings.REPLY_DOMAIN = ""
    settings.COPIES_SEALED = False
    page, threats = words(visitor, "impact-assessment"), words(visitor, "threats")
    for told in ("not reached over HTTPS", "No scanner looks at files", "No letter leaves this site", "No text messages",
                 "Nobody is named"):  # fmt: skip
        assert told in page
    assert "copies are not sealed" in threats
    assert "no scanner looks at files" in threats and "found a hole" not in threats
    assert "to try things out" in page


def test_times_are_those_the_clock_keeps_to(visitor, monkeypatch):
    told = assurance.facts()
    assert (told["needs_days"], told["dates_days"], told["address_days"], told["invitation_days"]) == (30, 30, 90, 14)
    page = words(visitor, "impact-assessment")
    assert f"deleted {told['needs_days']} days after it" in page and "forgotten after 90 days" in page
    assert (
        f"for {told['session_days']} days, longer while you use this site, and {told['sign_in_days']} days at most; one"
        in page
    )
    assert "after 15 minutes" in visitor.get("/accessibility/").content.decode()


def test_there_are_two_cookies_as_the_page_says(cast, visitor):
    visitor.get("/sign-in/")
    assert set(visitor.cookies) | set(cast.sam.client.cookies) <= {"csrftoken", "sessionid"}


def test_an_account_needs_a_name_and_an_address_and_nothing_about_health_has_a_field():
    asked = {field.name for field in Person._meta.get_fields() if getattr(field, "blank", True) is False}
    ours = {"id", "password", "reach", "is_active", "is_site_admin", "show_about", "show_contact", "signed_out_times"}
    ours |= {"may_keep_needs"}  # their yes: nobody is asked for it with an account
    assert asked - ours == {"email", "name"}
    named = " ".join(field.name for field in Person._meta.get_fields())
    assert not re.search("diagnos|treat|nhs|condition|medic", named)


def test_the_clinical_page_says_first_what_it_is_not(visitor):
    page = words(visitor, "clinical-safety")
    assert page.index("It is not a medical device") < page.index("must not be used")
    assert "no safety case has been written" in page and "999" in page
