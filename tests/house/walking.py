"""Walks every address as every persona with every method, and says where a door answers otherwise than its rule."""

import csv
from dataclasses import dataclass
from functools import cached_property

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from coproduction.kit.addresses import Address, every_address
from tests.house.reading import HOUSE

OPENING = set("Yopai2")
SIGN_IN = "/sign-in/"
INSIDE_A_GROUP = {
    "MEMBER", "SUPPORTER", "CO_FACILITATOR", "FACILITATOR", "POINT_OF_CONTACT", "SPONSOR", "NETWORK_COORDINATOR",
}  # fmt: skip
NOT_HERE_ANY_MORE = ("left", "removed", "supporter_without_consent")
NOT_SIGNED_IN = ("visitor", "deactivated", "invited", "independent")


def asked(everyone, enough):
    """Who walks. Who may is decided by the same lines on every database: on PostgreSQL those who between them see it all."""
    return everyone if connection.vendor == "sqlite" else enough


def table():
    with (HOUSE / "groups/permissions.csv").open() as source:
        return {int(row["number"]): row for row in csv.DictReader(source)}


@dataclass
class World:
    """What `seed_world` printed, with the questions the harnesses ask of it."""

    made: dict

    @cached_property
    def people(self):
        return {one["persona"]: one for one in self.made["people"]}

    @cached_property
    def slug(self):
        return self.made["groups"][0]["slug"]

    def objects(self, place=0) -> dict:
        slug = self.made["groups"][place]["slug"]
        return {one["kind"]: one for one in self.made["objects"] if one["group"] == slug}

    def client(self, persona: str) -> Client:
        client = Client(raise_request_exception=False)
        cookie = self.people[persona]["cookie"]
        if cookie:
            name, value = cookie.split("=", 1)
            client.cookies[name] = value
        return client

    def signed_in(self, persona):
        return not persona.split(".")[-1].startswith(NOT_SIGNED_IN)

    def role(self, persona):
        """Their role in the first group, or None for whoever must not learn that it exists."""
        one = self.people[persona]
        if one["group"] != self.slug or one["role"] not in INSIDE_A_GROUP or persona in NOT_HERE_ANY_MORE:
            return None
        return one["role"] if self.signed_in(persona) else None

    # --- an address with something real in it ---

    def sample(self, address: Address, place=0) -> dict:
        """Raises KeyError for a word nobody has given a sample: a new address without one goes red."""
        mine = self.objects(place)
        return {word: self._value(address.name, word, mine, place) for word in address.words}

    def _value(self, name, word, mine, place):
        if word == "slug":
            return self.made["groups"][place]["slug"]
        special = SAMPLES.get((name, word)) or SAMPLES[word]
        if callable(special):
            return special(self, place)
        return mine[special]["id"] if special in mine else special

    def url(self, address: Address, place=0, **instead) -> str:
        return reverse(address.name, kwargs=self.sample(address, place) | instead)


def _group(field):
    from groups.charter.models import Group

    return lambda world, place: getattr(Group.objects.get(slug=world.made["groups"][place]["slug"]), field)


def _office(world, place):
    from groups.membership.models import Office

    of = _group("organisation_id")(world, place)
    return Office.objects.filter(organisation=of, ended_at=None).order_by("id").values_list("pk", flat=True)[0]


# What stands in an address: the kind of a seeded object, or the thing itself.
SAMPLES = {
    ("assurance_page", "name"): "threats",
    "name": "member", "token": "not-a-token", "uidb36": "abc", "key": "set-password", "pk": 1, "person_id": 1,
    "meeting_id": "meeting", "item_id": "agenda_item", "membership_id": "person", "support_id": "support",
    "removal_id": "removal", "invitation_id": "invitation", "purpose_id": "purpose", "topic_id": "topic",
    "letter_id": "letter", "deed_id": "deed", "import_id": "import", "row_id": "import_row", "number": "said",
    "plan": "MEETING-7-days", "period": "period", "post_id": "post", ("share_post", "post_id"): "post_from_the_group",
    "map_item_id": "map_item", "waiver_id": "waiver", "part": "rehearsal", ("judge_influence", "topic_id"): "topic_closed",
    "piece_id": "piece", "kept_id": "kept", "file_id": "file",
    ("add_pieces", "number"): "said_joined", ("take_piece_out", "number"): "said_joined",
    ("say_strength", "number"): "said_joined", ("see_differently", "number"): "said_joined",
    ("keep_draft_as_talk", "number"): "said_draft", ("attach_to_said", "number"): "said_own_draft",
    ("attach_to_post", "post_id"): "post_named",
    "office_id": _office, "export_id": "export", "emergency_id": "emergency", "closing_id": "closing", "complaint_id": "complaint",
    "organisation_id": _group("organisation_id"), "group_id": _group("pk"),
    ("notes", "meeting_id"): "meeting_behind", ("reopen_notes", "meeting_id"): "meeting_behind",
    ("write_notes", "meeting_id"): "meeting_draft_notes", ("confirm_notes", "meeting_id"): "meeting_draft_notes",
    ("notes_versions", "meeting_id"): "meeting_behind", ("notes_version", "meeting_id"): "meeting_behind",
    ("add_note", "meeting_id"): "meeting_draft_notes", ("ask_to_read", "meeting_id"): "meeting_draft_notes",
    ("notes_are_right", "meeting_id"): "meeting_draft_notes", "correction_id": "correction",
    "line_id": "notes_line",
    **dict.fromkeys(
        [(page, "meeting_id") for page in (
            "notes_print", "propose_correction", "take_in_correction", "refuse_correction", "share_notes",
            "answer_sharing", "propose_sharing", "take_back_sharing", "public_notes", "take_line", "put_line_with",
        )], "meeting_behind",
    ),
    ("balance", "meeting_id"): "meeting_behind", ("my_turns", "meeting_id"): "meeting_behind",
    ("notes_version", "number"): 1, ("import_columns", "number"): 1,
    ("decide", "number"): "said_heard", ("decide_again", "number"): "said_doing", ("take_on", "number"): "said_doing",
    ("move_date", "number"): "said_doing", ("finish_deed", "number"): "said_doing", ("claim", "number"): "said_doing",
    ("correct_answer", "number"): "said_doing", ("check", "number"): "said_claimed", ("verdict", "number"): "said_did",
    ("revise", "number"): "said_draft", ("put_to_group", "number"): "said_draft", ("withdraw", "number"): "said_draft",
    ("agree", "number"): "said_agreeing", ("take_back", "number"): "said_agreeing", ("send", "number"): "said_agreeing",
    ("unpublish", "number"): "said_published",
    ("decision", "number"): "said_challenged", ("challenge", "number"): "said_cannot",
    ("give_reason", "number"): "said_challenged", ("look_again", "number"): "said_challenged",
    ("change_answer", "number"): "said_challenged", ("new_link", "number"): "said_challenged",
    "reply_id": "reply", "written_id": "written_down", ("write_again", "written_id"): "written_down_wrong",
    ("noticed", "number"): "said_noticed", ("nobody_noticed", "number"): "said_unnoticed",
    ("check_review", "number"): "said_noticed", ("review_outcome", "number"): "said_noticed",
    ("move_review", "number"): "said_did",
    ("set_deputy", "membership_id"): "person_point_of_contact",
    ("end_appointment", "membership_id"): "person_point_of_contact",
    ("appointment_end", "membership_id"): "person_sponsor",
    ("arrange", "membership_id"): "person_member", ("tick_off", "membership_id"): "person_member", "need": "OTHER",
    ("attendance", "meeting_id"): "meeting_behind", ("absence", "meeting_id"): "meeting_behind",
    ("check_out", "meeting_id"): "meeting_behind", ("check_out_results", "meeting_id"): "meeting_behind",
    ("was_it_there", "meeting_id"): "meeting_draft_notes",
    "action_id": "action", ("take_action", "action_id"): "action_back", ("ask_for_action", "action_id"): "action_back",
    "word_id": "word", "paper_id": "paper", "paper_file_id": "paper_file", ("paper_version", "number"): 1,
    "review_id": "ways_review", "survey_id": "survey", "place": 0,
    **dict.fromkeys(
        [(page, "survey_id") for page in ("survey_draft", "add_question", "change_question", "take_question_out",
                                          "throw_survey_away", "open_survey")], "survey_draft",
    ),
    **dict.fromkeys([(page, "survey_id") for page in ("answer_survey", "survey_by_phone", "answer_by_phone")], "survey_open"),
    ("answer_by_phone", "membership_id"): "person_third_member",
    "move_id": "move", ("our_part", "move_id"): "move_waiting", "step": 3, "which": 7,
    "finding_id": "finding", "asking_id": "ingredients_asking", "view_id": 1,
    "commitment_id": "commitment", "programme_id": "programme", "handover_id": "handover",
    ("answer_dispute", "programme_id"): "programme_disputed", ("settle_dispute", "programme_id"): "programme_answered",
    "away_id": "away",
    "aside_id": "aside", "report_id": "report", "appeal_id": "appeal", "concern_id": "concern",
    ("report_post", "post_id"): "post_reported", ("hide_post", "post_id"): "post_reported",
    ("unhide_post", "post_id"): "post_hidden", ("appeal_hiding", "post_id"): "post_hidden",
    "what": "waiting", "poll_id": "poll", "option_id": "option", ("live_for", "membership_id"): "person_member",
    ("live_part_for", "membership_id"): "person_member", ("was_it_there_for", "membership_id"): "person_member",
    ("was_it_there_for", "meeting_id"): "meeting_draft_notes",
    "series_id": "series", ("change_series", "meeting_id"): "meeting_in_series",
    ("end_series", "meeting_id"): "meeting_in_series", ("places", "meeting_id"): "meeting_with_places",
    ("letters_for", "membership_id"): "person_member",
    ("change_role", "membership_id"): "person_third_member", ("ask_removal", "membership_id"): "person_third_member",
}  # fmt: skip


# Pages narrower than their row says: whoever the row lets in may still be told that this one thing is not theirs.
NARROWER = {
    "attach_to_post": "only to one's own named words",
    "attach_to_said": "only to one's own named draft",
    "remove_attachment": "only whoever added it",
    "correct_answer": "only those of the system have written an answer that could be corrected",
    **dict.fromkeys(("change_paper", "add_paper_form", "check_paper", "take_off_paper"), "only whoever answers for it"),
    **dict.fromkeys(("live_for", "live_part_for"), "only whoever supports that person"),
    "explain_word": "of the system only whoever answers for the paper it stands in",
    **dict.fromkeys(("end_action", "move_action", "hand_back_action"), "only whoever took it on, or a facilitator"),
    "note_ingredient": "only whoever looks after it, or a facilitator",
    "change_item": "somebody else's suggestion keeps its words",
    "remove_item": "somebody else's suggestion stays until they or a facilitator take it off",
}


class Walk:
    def __init__(self, world: World):
        self.world, self.table = world, table()
        self.missing = world.client("visitor").get("/no-such-page/").content

    def ask(self, persona, method, url):
        """One request, and nothing of it stays."""
        with transaction.atomic():
            response = self.world.client(persona).generic(method, url)
            transaction.set_rollback(True)
        return response

    def violations(self, personas, addresses=None, methods=("GET",)):
        for address in addresses or every_address():
            url = self.world.url(address)
            for persona in personas:
                for method in methods:
                    wrong = self.judge(address, persona, method, self.ask(persona, method, url))
                    if wrong:
                        yield f"{persona} {method} {url} ({address.name}): {wrong}"

    # --- what is right ---

    def judge(self, address, persona, method, response):
        if response.status_code >= 500:
            return f"broke with {response.status_code}"
        door = address.door
        if door is None:
            return "has no door"
        if door.ability is None or door.ability.row not in self.table:
            return "its door names no row of permissions.csv"
        allowed = set(door.methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in door.methods else set())
        judge = {"group": self._group, "groups": self._across, "office": self._office, "signed in": self._signed_in}
        if door.scope not in judge:
            return self._open(response, method in allowed)
        if not self.world.signed_in(persona):
            return self._only(response, 302, SIGN_IN)
        return judge[door.scope](address, persona, response, method in allowed)

    def mark(self, address, role):
        mark = self.table[address.door.ability.row][role.lower()].split("/")[0]
        return "o" if mark == "Y" and address.name in NARROWER else mark

    def _only(self, response, status, location=""):
        if response.status_code != status or not response.headers.get("Location", "").startswith(location):
            return f"answered {response.status_code} {response.headers.get('Location', '')}, not {status} {location}"
        return None

    def _refused(self, address, response):
        """By its own rule, which says so in its own words; not by something further in that happens to say no."""
        own = escape(f"“{address.door.ability.words}” is not something ")
        wrong = self._only(response, 403)
        if not wrong and response.content and own not in response.content.decode():
            return "was refused for another reason than its rule"
        return wrong

    def _hidden(self, response):
        if response.status_code != 404:
            return f"answered {response.status_code}, not 404"
        if response.content and response.content != self.missing:
            return "its 404 differs from the one of a missing page"
        return None

    def _through(self, response, method_allowed, mark="Y"):
        """Somebody the rule lets in. What is only their own, or only some meetings, may still be hidden from them."""
        status = response.status_code
        if not method_allowed:
            return None if status == 405 or (mark != "Y" and status in (403, 404)) else f"answered {status}, not 405"
        if status == 405:
            return "refused a method its door allows"
        if status == 403 and mark == "Y":
            return "refused somebody its rule lets in"
        if status == 302 and response.headers["Location"].startswith((SIGN_IN, "/you/second-step/")):
            return f"sent them to {response.headers['Location']}"
        return None

    def _open(self, response, method_allowed):
        if not method_allowed:
            return self._only(response, 405)
        return "refused a visitor" if response.status_code in (403, 405) else None

    def _group(self, address, persona, response, method_allowed):
        role = self.world.role(persona)
        if role is None:
            return self._hidden(response)
        mark = self.mark(address, role)
        return self._through(response, method_allowed, mark) if mark in OPENING else self._refused(address, response)

    def _across(self, address, persona, response, method_allowed):
        one = self.world.people[persona]
        here = one["role"] in INSIDE_A_GROUP and persona.split(".")[-1] not in NOT_HERE_ANY_MORE
        mark = self.mark(address, one["role"]) if here else "-"
        return self._through(response, method_allowed, mark) if mark in OPENING else self._hidden(response)

    def _office(self, address, persona, response, method_allowed):
        if persona not in ("organisation_admin", "other_organisation_admin", "site_admin"):
            return self._hidden(response)
        mark = self.mark(address, "SITE_ADMIN" if persona == "site_admin" else "ORGANISATION_ADMIN")
        if persona == "other_organisation_admin":
            if response.status_code in (403, 404):
                return None
            return None if b"Seeded group" not in response.content else "showed another organisation's group"
        return self._through(response, method_allowed, mark) if mark in OPENING else self._refused(address, response)

    def _signed_in(self, address, persona, response, method_allowed):
        return self._through(response, method_allowed, "o")
