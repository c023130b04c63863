"""The world of the demo: an invented group in an invented place, over a year and a half, told so that it ends today."""

from datetime import datetime

from coproduction.management.worlds import (
    rivers_answers,
    rivers_care,
    rivers_doors,
    rivers_gathering,
    rivers_impact,
    rivers_journey,
    rivers_meetings,
    rivers_notes,
    rivers_now,
    rivers_papers,
    rivers_people,
    rivers_periods,
    rivers_pledges,
    rivers_polls,
    rivers_power,
    rivers_reminders,
    rivers_running,
    rivers_safety,
    rivers_series,
    rivers_speaking_up,
    rivers_steps,
    rivers_subjects,
    rivers_surveys,
    rivers_voice,
    rivers_waiting,
    rivers_ways,
)
from coproduction.management.worlds.planting import Planted, Story
from coproduction.management.worlds.rivers_answered import ANSWERED
from coproduction.management.worlds.rivers_waiting import CORRECTIONS, EARLIER, SOURCE, WAITING
from feedback.log import operations as log
from feedback.topics import operations as topics
from groups.charter import operations as charter
from groups.charter.models import Group
from groups.history.models import Event
from groups.history.operations import record
from groups.invitations import operations as invitations
from groups.membership import operations as membership
from groups.membership.models import Role
from groups.people import operations as people
from groups.people.models import Person

FOUNDED, SECOND_FOUNDED = 300, 90  # working days ago
PLANTED = "example_planted"


def is_begun() -> bool:
    return Group.objects.exists()


def is_planted() -> bool:
    """Planting takes some seconds and may be cut short: only the last line of it counts."""
    return Event.objects.filter(what=PLANTED).exists()


def people_to_be() -> list[str]:
    """One of each role, for the newcomer's first look."""
    shown = {
        someone.role: someone for someone in reversed([*rivers_people.PEOPLE, rivers_people.OFFICE, rivers_people.SITE])
    }
    words = dict(Role.choices) | {"ORGANISATION_ADMIN": "organisation admin", "SITE_ADMIN": "site admin"}
    return [f"{shown[role].name}, {words[role]} ({shown[role].email})" for role in words if role in shown]


def plant(*, now: datetime) -> None:
    story = Story(now)
    at = story.days.at
    organisation = charter.found_organisation(name=rivers_people.ORGANISATION, now=at(FOUNDED + 5))
    offices(organisation, now=at(FOUNDED + 4))
    first = first_group(story, organisation)
    second = second_group(story, organisation, first)
    rivers_steps.tell(story, first, second)
    rivers_periods.tell(story)
    story.play()
    record(PLANTED, "The example group was planted.", at=now)


def first_group(story, organisation) -> Planted:
    at = story.days.at
    settings = rivers_people.SETTINGS | rivers_answers.SETTINGS
    first = Planted(story, found(organisation, rivers_people.GROUP, settings, at(FOUNDED)))
    tell_people(story, first, rivers_people.PEOPLE, FOUNDED)
    tell_charter(story, first)
    tell_log(story, first, rivers_people.TOPICS, [*ANSWERED, *WAITING], rivers_meetings.GATHERINGS, FOUNDED - 10)
    tell_earlier(story, first)
    tell_corrections(story, first)
    rivers_power.tell(story, first)
    rivers_answers.tell(story, first)
    rivers_doors.tell(story, first)
    rivers_running.tell(story, first)
    rivers_impact.tell(story, first)
    tell_comings_and_goings(story, first)
    rivers_voice.tell(story, first)
    rivers_safety.tell(story, first)
    rivers_gathering.tell(story, first)
    rivers_speaking_up.tell(story, first)
    rivers_series.tell(story, first)
    rivers_care.tell(story, first)
    rivers_notes.tell(story, first)
    rivers_subjects.tell(story, first)
    rivers_papers.tell(story, first)
    rivers_polls.tell(story, first)
    rivers_ways.tell(story, first)
    rivers_surveys.tell(story, first)
    rivers_journey.tell(story, first)
    rivers_pledges.tell(story, first)
    rivers_reminders.tell(story, first)
    rivers_now.tell_first(story, first)
    return first


def second_group(story, organisation, first) -> Planted:
    at = story.days.at
    second = Planted(
        story, found(organisation, rivers_people.SECOND_GROUP, rivers_people.SECOND_SETTINGS, at(SECOND_FOUNDED))
    )
    tell_people(story, second, rivers_people.SECOND_PEOPLE, SECOND_FOUNDED)
    for key, role in rivers_people.ALSO_IN_SECOND:
        story.tell(at(SECOND_FOUNDED - 4, 15), also_in_second, first, second, key, role)
    tell_log(
        story, second, rivers_waiting.SECOND_TOPICS, rivers_waiting.SECOND, rivers_meetings.SECOND, SECOND_FOUNDED - 6
    )
    rivers_journey.tell_second(story, second)
    rivers_pledges.tell_second(story, second)
    rivers_now.tell_second(story, second)
    return second


def found(organisation, name, settings, now):
    return charter.found_group(organisation=organisation, name=name, now=now, **settings)


def offices(organisation, *, now):
    orla = people.join(email=rivers_people.OFFICE.email, name=rivers_people.OFFICE.name, now=now)
    people.change_profile(by=orla, now=now, about=rivers_people.OFFICE.about)
    membership.give_office(organisation=organisation, person=orla, now=now)
    ada = people.join(email=rivers_people.SITE.email, name=rivers_people.SITE.name, now=now)
    people.change_profile(by=ada, now=now, about=rivers_people.SITE.about)
    Person.objects.filter(pk=ada.pk).update(is_site_admin=True)


def tell_people(story, planted, everyone, founded):
    for number, someone in enumerate(everyone):
        supports = "rhys" if someone.role == "SUPPORTER" else None
        story.tell(story.days.at(founded - 2 - number // 6, 12, number), planted.join, someone, supports=supports)


def also_in_second(first, second, key, role, *, now):
    second.come_in(key, first.members[key].person, role, now=now)


def tell_charter(story, planted):
    """The purpose, twice: the second version is in force on both sides. A deputy, and a promise that was changed."""
    versions = {}

    def write(number, *, now):
        why, what = rivers_people.PURPOSES[number]
        versions[number] = charter.write_purpose(
            group=planted.group, why_we_are_here=why, what_difference=what, by=planted.who("marian"), now=now
        )

    def agree(number, who, *, now):
        charter.agree_purpose(purpose=versions[number], by=planted.who(who), now=now)

    for number, ago, agreeing in ((0, 285, "sam jo derek priya"), (1, 62, "wanda sam jo rhys helen priya mei")):
        story.tell(story.days.at(ago, 14), write, number)
        for place, who in enumerate(agreeing.split()):
            story.tell(story.days.at(ago - 2 - place, 15), agree, number, who)

    def deputy(*, now):
        membership.set_deputy(
            membership=planted.who("priya"), deputy=planted.who("leon"), by=planted.who("marian"), now=now
        )

    story.tell(story.days.at(280, 9), deputy)


def tell_log(story, planted, headings, pieces, gatherings, opened):
    def open_topic(key, *, now):
        name, about = headings[key]
        by = planted.who(planted.facilitator)
        component = rivers_power.COMPONENTS.get(key, "")
        planted.topics[key] = topics.open_topic(by=by, now=now, name=name, about=about, component=component)

    for key in headings:
        story.tell(planted.at(opened, 9), open_topic, key)
    for one in gatherings:
        planted.tell_meeting(one)
    for piece in pieces:
        planted.tell_piece(piece)


def tell_earlier(story, planted):
    """What the group had done before it came here. It stands with its source, and asks nobody for anything."""

    def bring(words, happened, outcome, topic, *, now):
        log.bring_in_done(
            by=planted.who("marian"), now=now, words=words, source=SOURCE, happened=happened, outcome=outcome,
            topic=planted.topics[topic],
        )  # fmt: skip

    for number, row in enumerate(EARLIER):
        story.tell(story.days.at(FOUNDED - 12, 16, number), bring, *row)


def tell_corrections(story, planted):
    for key, one in CORRECTIONS:
        story.tell(planted.at(one.ago, 16), planted.step, key, one)


def tell_comings_and_goings(story, planted):
    """Somebody left after the first year; somebody is invited and has not answered."""
    left, (email, name) = rivers_people.LEFT, rivers_people.INVITED

    def leave(*, now):
        membership.leave(membership=planted.who(left.key), now=now)

    def invite(*, now):
        message = "Jo says you make the best soup in Tarnwick, and that you have things to say."
        invitations.invite(
            email=email, role="MEMBER", by=planted.who("marian"), now=now, group=planted.group, name=name,
            message=message,
        )  # fmt: skip

    story.tell(story.days.at(FOUNDED - 2, 17), planted.join, left)
    story.tell(story.days.at(60, 17), leave)
    story.tell(story.days.at(3, 17), invite)
