"""What somebody could open yesterday is gone today: every page, form, file and letter of a group they are no longer in.

First everything is opened while they are in; then they go, each in their way, with pages open and letters waiting; then the
very same addresses and forms are tried again. Nothing may answer but *there is no such page*, and nothing may be written.
"""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import resolve, reverse

from feedback.digests import operations as digests
from feedback.log.models import Said
from groups.choices.queries import stop_token
from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.membership import operations as membership
from groups.membership.models import Memberships, Role, Support
from groups.notices import delivery
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind, Letter
from groups.people import operations as people
from groups.removals import operations as removals
from tests.cast import signed_in
from tests.feedback import chain
from tests.house import crawl, world
from tests.house.walking import asked

NOTE = "groups/notices/emails/note"
BEGINS = "/groups/rivers-and-moors"


@pytest.fixture
def lived(cast, now):
    """A group that has something of everything."""
    return world.World(cast, now)


def remove(player, cast, now):
    asked = removals.ask(
        membership=player.membership, reason="Shouted.", for_safety=True, by=cast.farah.membership, now=now
    )
    removals.second(removal=asked, by=cast.nia.membership, now=now)


def leave(player, cast, now):
    membership.leave(membership=player.membership, now=now)


def end_appointment(player, cast, now):
    membership.end_appointment(membership=player.membership, by=cast.nia.membership, now=now)


def withdraw_consent(player, cast, now):
    membership.unlink_supporter(support=Support.objects.live().get(supporter=player.membership), now=now)


def member_leaves(player, cast, now):
    """The member goes; whoever stood beside them has nobody left to stand beside."""
    membership.leave(membership=cast.sam.membership, now=now)


WAYS = [
    ("sam", remove), ("sam", leave), ("col", remove), ("farah", leave), ("priya", end_appointment),
    ("okoro", end_appointment), ("sol", withdraw_consent), ("sol", member_leaves),
]  # fmt: skip
NAMED = [f"{name}: {way.__name__}" for name, way in WAYS]
WALKED = asked(NAMED, ["sam: remove", "farah: leave", "okoro: end_appointment", "sol: withdraw_consent"])


def opened(name, player, start=()):
    """Everything of the group this person opened while they could: addresses and forms."""
    found = crawl.walk({name: player.client}, {name: list(start)})
    pages = [path for (_, path), status in found.pages.items() if path.startswith(BEGINS) and status == 200]
    forms = [form for form in found.once() if form.action.startswith(BEGINS)]
    return pages, forms


def bytes_of(answer):
    """The page without what differs each time."""
    return answer.status_code, answer.getvalue()


def everything_written():
    return Said.objects.count(), Event.objects.count(), Letter.objects.count()


def letters_waiting(player, group, now):
    """A letter of each kind that speaks of the group, and a digest, posted while they were in."""
    for kind in (Kind.NEWS, Kind.MEETING, Kind.REMINDER, Kind.WAITING, Kind.DIGEST):
        notices.post(NOTE, to=player.person, key=f"{kind}-{player.person.pk}", at=now, group=group, kind=kind)


@pytest.mark.parametrize("walked", WALKED)
def test_whoever_is_gone_finds_no_page_form_file_or_link(cast, lived, now, walked):
    name, way = WAYS[NAMED.index(walked)]
    player = getattr(cast, name)
    pages, forms = opened(name, player)
    assert len(pages) > 10 and len(forms) > 3
    way(player, cast, now)
    missing = bytes_of(player.client.get("/groups/no-such-group/"))
    assert missing[0] == 404
    before = everything_written()
    still = [path for path in pages if bytes_of(player.client.get(path)) != missing]
    still += [f"{form}" for form in forms if bytes_of(player.client.post(form.action, form.filled())) != missing]
    assert still == []
    assert everything_written() == before


@pytest.mark.parametrize(("name", "way"), WAYS, ids=NAMED)
def test_whoever_is_gone_gets_nothing_that_was_already_waiting(cast, now, mail, name, way):
    player = getattr(cast, name)
    delivery.send_due(lambda: now)
    letters_waiting(player, cast.group, now)
    way(player, cast, now)
    delivery.send_due(lambda: now)
    kinds = set(Letter.objects.filter(person=player.person, state="SENT").values_list("kind", flat=True))
    assert kinds <= {Kind.ACCOUNT}
    gone = Letter.objects.filter(person=player.person, stem=NOTE)
    assert set(gone.values_list("state", "because")) == {("EXPIRED", "LEFT")}
    assert player.client.get(reverse("your_letters")).status_code == 200
    for letter in gone:
        assert player.client.get(reverse("your_letter", args=[letter.pk])).status_code == 404


def test_letters_that_went_before_are_no_longer_shown_to_whoever_is_gone(cast, now, mail):
    for player in (cast.sam, cast.sol):
        letters_waiting(player, cast.group, now)
    delivery.send_due(lambda: now)
    withdraw_consent(cast.sol, cast, now)
    leave(cast.sam, cast, now)
    for player in (cast.sam, cast.sol):
        letters = Letter.objects.filter(person=player.person, stem=NOTE)
        assert {letter.state for letter in letters} == {"SENT"}
        for letter in letters:
            assert player.client.get(reverse("your_letter", args=[letter.pk])).status_code == 404


@pytest.mark.parametrize(("name", "way"), [("farah", leave), ("priya", end_appointment), ("okoro", end_appointment)])
def test_no_digest_is_made_for_whoever_is_gone(cast, now, mail, name, way):
    player = getattr(cast, name)
    digests.enrol(now=now)
    chain.did(cast, now + timedelta(hours=1))
    way(player, cast, now + timedelta(hours=2))
    digests.send_due(now=now + timedelta(days=40))
    delivery.send_due(lambda: now + timedelta(days=40))
    assert not Letter.objects.filter(person=player.person, kind=Kind.DIGEST).exists()


def test_whoever_takes_another_role_loses_what_only_the_old_one_had(cast, lived, now):
    pages, forms = opened("farah", cast.farah)
    membership.step_down(membership=cast.farah.membership, now=now)
    tools = [
        path for path in pages if resolve(path.partition("?")[0]).view_name in ("invite", "group_settings", "bring_in")
    ]
    assert len(tools) >= 3
    assert {cast.farah.client.get(path).status_code for path in tools} == {403}
    sending = next(form for form in forms if form.deed == "send")
    assert cast.farah.client.post(sending.action).status_code == 403


def test_the_stop_link_of_whoever_is_gone_still_stops_and_shows_nothing_of_the_group(cast, now):
    leave(cast.sam, cast, now)
    stop = reverse("stop_letters", args=[stop_token(cast.sam.person.pk, cast.group.pk, Kind.NEWS)])
    assert Client().get(stop).status_code == 200
    assert Client().post(stop).status_code in (200, 302)


def test_a_closed_account_is_signed_out_gets_no_letter_and_no_code(cast, lived, now, mail):
    delivery.send_due(lambda: now)
    pages, forms = opened("sam", cast.sam)
    letters_waiting(cast.sam, cast.group, now)
    type(cast.sam.person).objects.filter(pk=cast.sam.person.pk).update(is_active=False)
    before = everything_written()
    for path in [*pages, "/you/", "/you/letters/", "/you/needs/"]:
        assert cast.sam.client.get(path).url.startswith("/sign-in/?"), path
    for form in forms:
        assert cast.sam.client.post(form.action, form.filled()).url.startswith("/sign-in/?"), form
    assert everything_written() == before
    Client().post(reverse("account_request_login_code"), {"email": cast.sam.person.email})
    got = len(mail.got)
    delivery.send_due(lambda: now)
    assert [one for one, _ in mail.got[got:] if one == [cast.sam.person.email]] == []


def test_signing_out_everywhere_ends_every_other_session_at_once(cast, lived, now):
    other, third = signed_in(cast.sam.person), signed_in(cast.sam.person)
    page = reverse("say_something", args=[cast.group.slug])
    assert other.get(page).status_code == third.get(page).status_code == 200
    people.sign_out_everywhere(by=cast.sam.person, now=now)
    before = everything_written()
    for client in (other, third, cast.sam.client):
        assert client.get(page).url.startswith("/sign-in/?")
        assert client.post(page, {"words": "Too late", "shown_as": "GROUP"}).url.startswith("/sign-in/?")
    assert everything_written() == before


def test_an_office_that_ended_opens_nothing(cast, now):
    organisation = reverse("organisation", args=[cast.group.organisation_id])
    assert cast.orla.client.get(organisation).status_code == 200
    cast.orla.person.offices.update(ended_at=now)
    assert cast.orla.client.get(organisation).status_code == 404
    assert cast.ada.client.get(reverse("operator")).status_code == 200
    type(cast.ada.person).objects.filter(pk=cast.ada.person.pk).update(is_site_admin=False)
    assert cast.ada.client.get(reverse("operator")).status_code == 404


def test_an_invitation_that_was_taken_back_or_used_opens_nothing(cast, lived, now):
    one = invitations.invite(
        email="late@example.org", role=Role.MEMBER, group=cast.group, by=cast.farah.membership, now=now
    )
    link = world.accept(one)
    assert "name" in Client().get(link).content.decode()
    invitations.withdraw(invitation=one, by=cast.farah.membership, now=now)
    before = everything_written()
    for answer in (Client().get(link), Client().post(link, {"name": "Somebody"})):
        assert answer.status_code in (200, 404, 410) and cast.group.name not in answer.content.decode()
    assert everything_written() == before


# --- the harness itself goes red ---


def test_a_door_that_forgets_to_look_is_seen(cast, lived, now, monkeypatch):
    pages, _ = opened("sam", cast.sam)
    leave(cast.sam, cast, now)
    monkeypatch.setattr(Memberships, "current", lambda self: self)
    missing = bytes_of(cast.sam.client.get("/groups/no-such-group/"))
    assert len([path for path in pages if bytes_of(cast.sam.client.get(path)) != missing]) > 10


def test_a_letter_that_is_not_looked_at_again_before_it_goes_is_seen(cast, now, mail, monkeypatch):
    letters_waiting(cast.sam, cast.group, now)
    leave(cast.sam, cast, now)
    monkeypatch.setattr(notices_queries, "no_longer_right", lambda *seen: "")
    delivery.send_due(lambda: now)
    assert Letter.objects.filter(person=cast.sam.person, stem=NOTE, state="SENT").exists()
