"""The time a group takes to become one: those of the system wait at each door, and nobody else does."""

from datetime import date

import pytest

from feedback.openings import operations as openings
from feedback.programmes import operations as programmes
from feedback.topics import operations as topics
from groups.agendas import operations as agendas
from groups.charter import operations as charter
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.papers import operations as papers
from tests import builders
from tests.builders import NOW
from tests.feedback import life
from tests.feedback.journey.test_journey import DAY, at, page, words
from tests.groups.papers.arrange import added, promised


def forming(cast, until=date(2026, 12, 18)):
    charter.change_settings(group=cast.group, by=cast.farah.membership, now=NOW, forming_until_on=until)
    cast.group.refresh_from_db()
    for player in cast.in_group:
        player.membership.group = cast.group


def test_until_the_group_has_formed_the_system_puts_no_paper_before_it_and_is_told_why(cast):
    forming(cast)
    assert Event.objects.filter(
        sentence="Farah changed until when we take time to become a group from nothing to Friday 18 December 2026."
    ).exists()
    for who in ("okoro", "priya"):
        with pytest.raises(charter.StillForming, match="until the end of Friday 18 December 2026. People need it"):
            added(cast, who)
    add = at(cast, "add_paper")
    seen = cast.okoro.client.get(add)
    assert "People need it to find their voice" in words(seen) and b'data-form="add-paper"' not in seen.content
    kept = cast.okoro.client.post(add, {"title": "The cuts", "summary": "Less.", "text": "All of it."})
    assert "People need it" in words(kept) and "All of it." in kept.content.decode()  # nothing typed is lost
    for who in ("okoro", "sam"):
        assert "until the end of Friday 18 December 2026" in page(cast, who)


def agenda_item(cast, who, now=NOW):
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter", starts_at=NOW + 60 * DAY)
    return agendas.propose(
        meeting=meeting, by=getattr(cast, who).membership, now=now, title="The cuts", purpose="HEAR", minutes=10
    )  # fmt: skip


def discussion(cast, who, now=NOW):
    topic = life.ready(cast, NOW, builders.topic(cast.group, f"Waiting rooms of {who} {now}"))
    return openings.open_discussion(by=getattr(cast, who).membership, now=now, topic=topic)


def touchpoint(cast, who, now=NOW, next_on=date(2026, 12, 18)):
    given = {
        "about": "Where it stands.",
        "owner": cast.okoro.membership,
        "stage_at_first": "IDEA",
        "first_on": NOW.date(),
    }
    return programmes.add(
        by=getattr(cast, who).membership, now=now, name=f"Clinics {who} {next_on}", next_on=next_on, **given
    )  # fmt: skip


@pytest.mark.parametrize("ask", [agenda_item, discussion, touchpoint])
@pytest.mark.parametrize("who", ["okoro", "priya"])
def test_no_other_door_lets_the_system_put_an_ask_before_a_group_that_is_forming(cast, ask, who):
    forming(cast)
    with pytest.raises(charter.StillForming, match="until the end of Friday 18 December 2026. People need it"):
        ask(cast, who)


@pytest.mark.parametrize("ask", [agenda_item, discussion, touchpoint])
def test_a_facilitator_is_never_stopped_by_it(cast, ask):
    forming(cast)
    assert ask(cast, "farah").pk


def test_a_member_is_never_stopped_by_it(cast):
    forming(cast)
    assert agenda_item(cast, "sam").title == "The cuts"


def test_after_its_forming_time_the_system_may_ask_and_name_a_day_before_for_after(cast):
    forming(cast)
    later = touchpoint(cast, "okoro", next_on=date(2026, 12, 19))
    given = {"words": "Sooner.", "owner": later.owner, "budget": None}
    with pytest.raises(charter.StillForming) as refused:
        programmes.bring_up_to_date(
            by=cast.okoro.membership, now=NOW, programme=later, next_on=date(2026, 12, 18), **given
        )
    assert refused.value.field == "next_on"
    programmes.bring_up_to_date(by=cast.okoro.membership, now=NOW, programme=later, next_on=None, **given)
    after = NOW + 31 * DAY
    agenda_item(cast, "okoro", now=after)
    with pytest.raises(topics.NotYourPart):  # it is for facilitators at any time
        discussion(cast, "okoro", now=after)


def test_the_page_says_so_before_anything_is_typed_and_loses_nothing(cast):
    forming(cast)
    meeting = builders.meeting(cast.group, cast.farah.membership, "Winter", starts_at=NOW + 60 * DAY)
    meetings.invite(meeting=meeting, guest=cast.okoro.membership, by=cast.farah.membership, now=NOW)
    suggest = at(cast, "propose_item", meeting.pk)
    seen = cast.okoro.client.get(suggest)
    assert "People need it to find their voice" in words(seen) and b"<textarea" not in seen.content
    kept = cast.okoro.client.post(
        suggest, {"title": "The cuts", "purpose": "HEAR", "minutes": "10", "detail": "All of it."}
    )
    assert "People need it" in words(kept) and "All of it." in kept.content.decode()
    assert b"<textarea" in cast.sam.client.get(suggest).content
    day = {"next_on_day": "18", "next_on_month": "12", "next_on_year": "2026"}
    typed = {"name": "Clinics", "about": "Where.", "stage_at_first": "IDEA", "first_on_day": "2", "first_on_month": "11",
             "first_on_year": "2026", "owner": cast.okoro.membership.pk}  # fmt: skip
    kept = cast.okoro.client.post(at(cast, "add_programme"), typed | day)
    assert "People need it" in words(kept) and "Where." in kept.content.decode()


def test_what_the_group_asked_for_and_what_it_brings_itself_is_fine_and_so_is_the_day_after(cast):
    forming(cast)
    added(cast, "sam")
    papers.put(by=cast.okoro.membership, now=NOW, paper=promised(cast), seen=0, summary="Asked for.", text="Here.")
    added(cast, "okoro", now=NOW + 31 * DAY, title="After")
    forming(cast, None)
    added(cast, "okoro", title="Never forming")
    assert "become a group" not in page(cast)


def test_the_day_is_set_with_the_settings_of_the_group(cast):
    from tests.groups.charter.test_views import url

    assert "Do you take time to become a group first?" in words(cast.farah.client.get(url("group_settings", cast)))
