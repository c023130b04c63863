"""A world for outside checks: the same for the same seed, with every role and persona, and a token in every kind of text."""

import hashlib
from datetime import timedelta
from importlib import import_module
from random import Random

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from coproduction.kit import sheets
from coproduction.kit.access import count_second_factor_as_used
from coproduction.management.worlds import (
    bulk,
    seeded_answers,
    seeded_care,
    seeded_doors,
    seeded_exceptional,
    seeded_gathering,
    seeded_impact,
    seeded_journey,
    seeded_notes,
    seeded_papers,
    seeded_periods,
    seeded_pledges,
    seeded_polls,
    seeded_power,
    seeded_running,
    seeded_safety,
    seeded_series,
    seeded_speaking_up,
    seeded_steps,
    seeded_subjects,
    seeded_surveys,
    seeded_voice,
    seeded_ways,
    showing,
)
from coproduction.management.worlds.planting import Planted, Story
from coproduction.management.worlds.seeded_group import Cast
from coproduction.management.worlds.tokens import EVERYONE, Tokens
from feedback.imports import operations as imports
from feedback.topics import operations as topics
from groups.charter import operations as charter
from groups.consents import operations as consents
from groups.invitations import operations as invitations
from groups.membership import operations as membership
from groups.people import operations as people
from groups.people.models import Person
from groups.removals import operations as removals

FOUNDED = 150  # working days ago
FEWEST = 3  # a first group, one of the same organisation, one of another
BY_HAND = 300  # more of anything than this is put in at once


class World:
    def __init__(self, *, seed: int, groups: int, members: int, said: int, meetings: int, now):
        self.seed, self.now = seed, now
        self.tokens = Tokens(Random(f"world {seed}"))
        self.story = Story(now)
        self.count, self.members, self.said, self.meetings = max(groups, FEWEST), members, said, meetings
        self.planted: list[tuple[Cast, Planted]] = []
        self.alone: dict[str, Person] = {}

    # --- making it ---

    def make(self) -> dict:
        at = self.story.days.at(FOUNDED + 2)
        here = charter.found_organisation(name=f"Seeded partnership {self.seed}", now=at)
        there = charter.found_organisation(name=f"Seeded board elsewhere {self.seed}", now=at)
        self.offices(here, there, at)
        few = min(self.members, BY_HAND)
        enough = max(seeded_voice.ENOUGH, seeded_speaking_up.ENOUGH)
        for number in range(self.count):
            last = number == self.count - 1
            extra = max(few, enough) if number == 0 else seeded_voice.ENOUGH
            self.found(number, there if last else here, self.place(number), extra)
        seeded_steps.tell(self.story, self.planted)
        seeded_periods.tell(self.story, self.planted)
        self.story.play()
        bulk.add(
            self.planted[0][1],
            self.seed,
            members=self.members - few,
            said=self.said,
            meetings=self.meetings,
            now=self.now,
        )
        return showing.world(self)

    def place(self, number: int) -> str:
        names = {0: "", 1: "other_group", self.count - 1: "other_organisation"}
        return names.get(number, f"group_{number + 1}")

    def offices(self, here, there, now):
        for key, organisation in (("organisation_admin", here), ("other_organisation_admin", there)):
            self.alone[key] = self.join(key, now)
            membership.give_office(organisation=organisation, person=self.alone[key], now=now)
        self.alone["site_admin"] = self.join("site_admin", now)
        Person.objects.filter(pk=self.alone["site_admin"].pk).update(is_site_admin=True)
        self.alone["no_group"] = self.join("no_group", now)

    def join(self, key, now):
        name = f"{key.replace('_', ' ').capitalize()} Apart"
        person = people.join(email=f"{key.replace('_', '-')}-{self.seed}@example.org", name=name, now=now)
        if not person.may_keep_needs:
            consents.say_yes(by=person, now=now)
        return person

    def found(self, number, organisation, place, extra):
        cast = Cast(place, self.tokens, self.seed, extra)
        group = charter.found_group(
            organisation=organisation, name=f"Seeded group {self.seed} {number + 1}", now=self.story.days.at(FOUNDED),
            slug=f"seeded-{self.seed}-{number + 1}", locality="Rivershire",
            how_to_join=f"Come and see us {cast.word('how to join', EVERYONE)}",
            ways_of_working=f"- We listen {cast.word('ways of working', cast.beside)}",
            **seeded_answers.independent(cast),
        )  # fmt: skip
        planted = Planted(self.story, group)
        self.planted.append((cast, planted))
        self.tell_people(cast, planted)
        self.tell_charter(cast, planted)
        self.tell_log(cast, planted)
        seeded_voice.tell(self.story, cast, planted)
        seeded_doors.tell(self.story, cast, planted)
        seeded_running.tell(self.story, cast, planted)
        seeded_safety.tell(self.story, cast, planted)
        seeded_exceptional.tell(self.story, cast, planted, self.alone)
        seeded_impact.tell(cast, planted)
        seeded_speaking_up.tell(cast, planted)
        seeded_gathering.tell(self.story, cast, planted)
        seeded_series.tell(self.story, cast, planted)
        seeded_care.tell(self.story, cast, planted)
        seeded_papers.tell(self.story, cast, planted)
        seeded_notes.tell(self.story, cast, planted)
        seeded_subjects.tell(self.story, cast, planted)
        seeded_polls.tell(self.story, cast, planted)
        seeded_ways.tell(cast, planted)
        seeded_surveys.tell(cast, planted)
        seeded_journey.tell(cast, planted)
        seeded_pledges.tell(cast, planted)

    def tell_people(self, cast, planted):
        at, tell = self.story.days.at, self.story.tell
        supports = {"supporter": "member", "supporter_without_consent": "second_member"}
        for number, someone in enumerate(cast.people()):
            when = at(FOUNDED - 1) + timedelta(seconds=number)
            tell(when, planted.join, someone, supports=supports.get(someone.key))
        tell(at(FOUNDED - 3), self.end_support, cast, planted)
        tell(at(FOUNDED - 4), self.leave, planted)
        tell(at(FOUNDED - 5), self.remove, cast, planted)
        tell(at(FOUNDED - 6), self.deactivate, planted)
        tell(at(5, 16), self.ask_removal, cast, planted)
        tell(at(3, 16), self.invite, cast, planted)
        tell(at(2, 16), self.begin_import, cast, planted)

    def tell_charter(self, cast, planted):
        at, tell = self.story.days.at, self.story.tell
        made = {}

        def write(*, now):
            made["purpose"] = charter.write_purpose(
                group=planted.group, by=planted.who("facilitator"), now=now,
                why_we_are_here=f"We are here {cast.word('purpose, why', EVERYONE)}",
                what_difference=f"It will change {cast.word('purpose, what', EVERYONE)}",
            )  # fmt: skip

        def agree(who, *, now):
            charter.agree_purpose(purpose=made["purpose"], by=planted.who(who), now=now)

        def topic(*, now):
            planted.topics["topic"] = topics.open_topic(
                by=planted.who("facilitator"), now=now, name=f"Topic {cast.word('topic', EVERYONE)}",
                about=cast.word("topic about", cast.beside),
            )  # fmt: skip

        tell(at(FOUNDED - 10), write)
        tell(at(FOUNDED - 11), agree, "member")
        tell(at(FOUNDED - 12), agree, "sponsor")
        tell(at(FOUNDED - 13), topic)
        seeded_power.tell(cast, planted, lambda days: at(FOUNDED - days), tell)

    def tell_log(self, cast, planted):
        for one in cast.gatherings():
            planted.tell_meeting(one)
        for piece in (*cast.pieces(), *seeded_answers.pieces(cast)):
            planted.tell_piece(piece)
        seeded_answers.tell(cast, planted)

    # --- those who are not in the group any more, or not yet ---

    def end_support(self, cast, planted, *, now):
        link = planted.who("supporter_without_consent").supports.get(ended_at=None)
        membership.unlink_supporter(support=link, now=now)

    def leave(self, planted, *, now):
        membership.leave(membership=planted.who("left"), now=now)

    def remove(self, cast, planted, *, now):
        reason = cast.word("why removed", cast.personas("facilitator", "network_coordinator", "removed"))
        by, whom = planted.who("facilitator"), planted.who("removed")
        asked = removals.ask(membership=whom, reason=reason, for_safety=True, by=by, now=now)
        removals.second(removal=asked, by=planted.who("network_coordinator"), now=now)

    def deactivate(self, planted, *, now):
        Person.objects.filter(pk=planted.members["deactivated"].person_id).update(is_active=False)

    def ask_removal(self, cast, planted, *, now):
        reason = cast.word("why asked to leave", cast.personas("facilitator", "network_coordinator", "asked_to_leave"))
        removals.ask(membership=planted.who("asked_to_leave"), reason=reason, by=planted.who("facilitator"), now=now)

    def invite(self, cast, planted, *, now):
        message = cast.word("invitation message", cast.personas("facilitator", "co_facilitator", "invited"))
        email = f"{cast.persona('invited').replace('.', '-').replace('_', '-')}-{self.seed}@example.org"
        invitations.invite(
            email=email, role="MEMBER", by=planted.who("facilitator"), now=now, group=planted.group, message=message
        )

    def begin_import(self, cast, planted, *, now):
        word = cast.word("a row brought in, not confirmed yet", cast.personas("facilitator", "co_facilitator"))
        rows = f"What we said,When\nThe ramp is too steep {word},last spring\nMore chairs with arms,last summer\n"
        planted.actions["import", "import"] = imports.start(
            by=planted.who("facilitator"), file_name="kept.csv", digest=word, sheets=sheets.read(rows.encode()), now=now
        )

    # --- sessions ---

    def cookie(self, person: Person) -> str:
        """A session that is open already, second factor and all. Its key follows from the seed, like everything here."""
        store = import_module(settings.SESSION_ENGINE).SessionStore
        key = hashlib.sha256(f"{settings.SECRET_KEY} {self.seed} {person.email}".encode()).hexdigest()[:32]
        store(key).delete()
        session = store()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        count_second_factor_as_used(session, person, at=self.now)
        session._session_key = key  # last: a store looks for what it holds as soon as it is asked
        session.save(must_create=True)
        return f"{settings.SESSION_COOKIE_NAME}={key}"
