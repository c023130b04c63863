import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.digests import operations as digests
from groups.agendas import operations as agendas
from groups.history.models import Event
from groups.history.operations import record
from groups.meetings import operations as meetings
from groups.membership import operations
from groups.membership.models import Role
from groups.people import operations as people
from groups.trail import queries
from tests import builders


def url(cast):
    return reverse("history", kwargs={"slug": cast.group.slug})


def office_url(cast, group=None):
    group = group or cast.group
    return reverse("office_history", kwargs={"organisation_id": cast.group.organisation_id, "group_id": group.pk})


def text(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


@pytest.fixture
def something(cast, now):
    operations.change_role(membership=cast.sam.membership, role=Role.CO_FACILITATOR, by=cast.farah.membership, now=now)


def test_a_group_reads_what_happened_newest_first(cast, something, now):
    operations.leave(membership=cast.jo.membership, now=now)
    page = text(cast.col.client.get(url(cast)))
    assert page.index("Jo left the group.") < page.index("Sam is now co-facilitator. Before: member.")
    assert "10am on Wednesday 18 November 2026" in page


def test_an_empty_history_says_what_will_be_there(cast):
    assert "What people do in the group will be written down here." in text(cast.sam.client.get(url(cast)))


def test_a_coordinator_reads_roles_in_place_of_names(cast, something):
    page = text(cast.nia.client.get(url(cast)))
    assert "A co-facilitator is now co-facilitator. Before: member." in page
    assert "Sam" not in page
    assert "You read roles in place of the names" in page


def test_a_site_admin_reads_the_same_without_names_and_an_organisation_admin_does_not(cast, something):
    page = text(cast.ada.client.get(office_url(cast)))
    assert "is now co-facilitator" in page and "Sam" not in page
    assert cast.orla.client.get(office_url(cast)).status_code == 403
    assert cast.sam.client.get(office_url(cast)).status_code == 404


def test_a_group_is_found_only_in_its_own_organisation(cast):
    assert cast.ada.client.get(office_url(cast, cast.far_group)).status_code == 404


@pytest.mark.parametrize("who", ["sol", "priya", "okoro"])
def test_others_do_not_read_the_trail(cast, who):
    assert getattr(cast, who).client.get(url(cast)).status_code == 403


def test_nothing_of_another_group_is_in_it(cast, now):
    record("said", "Hal said something.", by=cast.hal.membership, at=now)
    assert "Hal" not in text(cast.sam.client.get(url(cast)))


@pytest.mark.parametrize(("who", "statements"), [("sam", 4), ("nia", 6)])
@pytest.mark.parametrize("rows", [1, 3, 40])
def test_the_page_costs_the_same_for_one_line_and_for_many(cast, now, rows, who, statements, django_assert_num_queries):
    for number in range(rows):
        record("thing_done", f"Farah did thing {number}.", by=cast.farah.membership, at=now)
    client = getattr(cast, who).client
    client.get(url(cast))
    with django_assert_num_queries(statements):
        answer = client.get(url(cast))
    assert ("Next" in text(answer)) == (rows == 40)


def test_names_are_replaced_whole_and_the_longest_first():
    names = {"Jo": "a member", "Jo Ann": "a supporter"}
    assert queries.without_names("Jo Ann and Jo went to Joppa.", names) == "A supporter and a member went to Joppa."
    assert queries.without_names("Jo went.", {}) == "Jo went."


def test_a_name_somebody_had_before_is_hidden_like_the_one_they_have_now(cast, now):
    record("thing_done", "Sam did a thing.", by=cast.sam.membership, at=now)
    for name in ("Samira", "Mira"):
        people.change_profile(by=cast.sam.person, now=now, name=name)
        record("thing_done", f"{name} did another.", by=cast.sam.membership, at=now)
    for answer in (cast.nia.client.get(url(cast)), cast.ada.client.get(office_url(cast))):
        assert answer.status_code == 200
        assert "Sam" not in text(answer) and "Mira" not in text(answer)
        assert "A member did a thing." in text(answer)
    assert "Sam did a thing." in text(cast.jo.client.get(url(cast)))


def test_how_often_somebody_is_written_to_is_not_told_to_the_group(cast, now):
    choice = {"frequency": "NEVER", "day": 0, "hour": 8, "wanted": {cast.group.pk}}
    digests.choose(by=cast.sam.person, members=[cast.sam.membership], now=now, **choice)
    assert "digest" not in text(cast.jo.client.get(url(cast)))
    assert Event.objects.get(what="digest_chosen").by == cast.sam.person


def test_the_trail_does_not_tell_members_who_said_no_or_who_supports_whom(cast, now):
    """Members see who comes or may; a name in the trail and not on that list would be a no."""
    meeting = builders.meeting(cast.group, cast.farah.membership)
    meetings.reply(meeting=meeting, by=cast.jo.membership, now=now, answer="NO")
    meetings.reply_for(meeting=meeting, whose=cast.sam.membership, by=cast.sol.membership, now=now, answer="YES")
    item = agendas.propose(
        meeting=meeting, by=cast.sol.membership, whose=cast.sam.membership, now=now, title="Parking", purpose="HEAR",
        minutes=10,
    )  # fmt: skip
    agendas.change(item=item, by=cast.sol.membership, now=now, minutes=5)
    agendas.remove(item=item, by=cast.sol.membership, now=now)
    page = text(cast.col.client.get(url(cast)))
    assert "Someone suggested “Parking”" in page and "Sol" not in page
    assert "Someone answered the invitation to “Winter meeting”." in page
    assert "Someone took a reply to “Winter meeting” for someone." in page
    assert "Jo answered" not in page and "for Sam" not in page
    taken = Event.objects.get(what="reply_taken")
    assert (taken.by, taken.detail) == (cast.sol.person, {"whose": cast.sam.membership.pk})  # kept, but not shown
