"""One group of a seeded world: the same cast, meetings and pieces in each, every text with a token of its own."""

from dataclasses import dataclass

from coproduction.management.worlds.rivers_meetings import Gathering
from coproduction.management.worlds.rivers_people import Someone
from coproduction.management.worlds.telling import Piece, agreed, told
from coproduction.management.worlds.tokens import EVERYONE, Tokens
from groups.membership.models import Role

INSIDE = ("facilitator", "co_facilitator", "member", "second_member", "third_member", "asked_to_leave", "supporter")
BESIDE = ("point_of_contact", "sponsor", "network_coordinator")
FACILITATING = ("facilitator", "co_facilitator")
GONE = ("left", "removed", "deactivated")
ROLES = {
    "facilitator": Role.FACILITATOR, "co_facilitator": Role.CO_FACILITATOR, "supporter": Role.SUPPORTER,
    "supporter_without_consent": Role.SUPPORTER, "point_of_contact": Role.POINT_OF_CONTACT, "sponsor": Role.SPONSOR,
    "network_coordinator": Role.NETWORK_COORDINATOR,
}  # fmt: skip
WHO = ("facilitator", "co_facilitator", "member", "second_member", "third_member", "asked_to_leave", "left", "removed",
       "deactivated", "point_of_contact", "sponsor", "network_coordinator", "supporter", "supporter_without_consent")  # fmt: skip


@dataclass
class Cast:
    """Who is in one group, under their persona's name, and the texts this group holds."""

    place: str  # "" for the first group, else "other_group", "other_organisation", "group_4" …
    tokens: Tokens
    seed: int
    extra: int = 0

    def persona(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def personas(self, *keys: str) -> list[str]:
        return [self.persona(key) for key in keys]

    @property
    def inside(self):
        return self.personas(*INSIDE, *(f"member_{n}" for n in range(4, 4 + self.extra)))

    @property
    def beside(self):
        return self.inside + self.personas(*BESIDE)

    @property
    def with_guest(self):
        """A meeting with the point of contact as its guest."""
        return self.inside + self.personas("point_of_contact")

    def word(self, where: str, audience) -> str:
        return self.tokens.plant(f"{self.place or 'first'}: {where}", audience)

    # --- people ---

    def people(self) -> list[Someone]:
        return [self.someone(key) for key in (*WHO, *(f"member_{n}" for n in range(4, 4 + self.extra)))]

    def someone(self, key) -> Someone:
        own = self.personas(key, *FACILITATING)
        close = own + (self.personas("supporter") if key == "member" else [])
        name = key.replace("_", " ").capitalize()
        if key not in GONE and ROLES.get(key, Role.MEMBER) in (Role.MEMBER, Role.SUPPORTER):
            name = f"{name} {self.word(f'name of {key}', self.knowing_of(key))}"
        else:  # nobody's but theirs: an erasure is looked for by their name
            name = f"{name} {(self.place or 'first_group').title().replace('_', '')}"
        return Someone(
            key=key, name=name, role=ROLES.get(key, Role.MEMBER),
            about=f"About me: {self.word(f'about {key}', self.inside + self.personas(key))}",
            access=f"I need {self.word(f'access needs of {key}', close)}.",
            communication=f"Write to me in {self.word(f'communication needs of {key}', close)}.",
            phone="01632 960300", reach_note=self.word(f"reach note of {key}", close),
            at=f"{self.persona(key).replace('.', '-').replace('_', '-')}-{self.seed}@example.org",
        )  # fmt: skip

    def knowing_of(self, key):
        """Who may learn a member's name: the group and its contact; whoever decides a removal; whom they once helped."""
        also = {
            "asked_to_leave": ("network_coordinator",),
            "second_member": ("supporter_without_consent",),
            "supporter_without_consent": ("supporter_without_consent",),
        }
        return self.with_guest + self.personas(*also.get(key, ()))

    # --- meetings ---

    def gatherings(self) -> list[Gathering]:
        guest, own = self.with_guest, self.inside
        needs = self.personas("member", "supporter", *FACILITATING)
        return [
            Gathering(
                "behind", 40, 13, 120, f"Behind us {self.word('meeting title', guest)}", "IN_PERSON",
                f"About {self.word('meeting about', guest)}", place=f"Room {self.word('meeting place', guest)}",
                guests=("point_of_contact",),
                items=(("facilitator", f"Item {self.word('agenda item', guest)}", "HEAR", 15,
                        self.word("agenda item detail", guest)),),
                replies={"member": ("YES", "IN_PERSON", self.word("reply needs", needs)), "second_member": ("NO", "", "")},
                summary=self.word("notes summary", guest), notes=self.word("notes", guest),
                decisions=self.word("notes decisions", guest), confirmed_by="second_member",
            ),
            Gathering(
                "draft_notes", 12, 13, 120, "With draft notes", "IN_PERSON", place="Room 2", guests=("point_of_contact",),
                replies={"member": ("YES", "IN_PERSON", "")},
                summary=self.word("draft notes summary", self.without_supporter), notes=self.word("draft notes", self.without_supporter),
                decisions="", confirmed_by="",
            ),
            Gathering(
                "ahead", -8, 13, 120, f"Ahead {self.word('next meeting title', own)}", "HYBRID",
                self.word("next meeting about", own), place=f"Room {self.word('next meeting place', own)}",
                place_access=self.word("next meeting access", own), capacity=20,
                joining_link=f"https://meet.example.org/{self.word('joining link', own)}",
                joining_note=self.word("joining note", own), arrangements=self.word("arrangements", own),
                items=(("facilitator", "Welcome", "HEAR", 10, ""), ("member", f"Mine {self.word('placed item', own)}", "EXPLORE", 20, "")),
                waiting_items=(("second_member", f"Please {self.word('suggested item', own)}", "EXPLORE", 10, ""),),
                replies={"member": ("YES", "IN_PERSON", self.word("next reply needs", needs)), "facilitator": ("YES", "IN_PERSON", "")},
            ),
            Gathering(
                "nearly_full", -16, 13, 60, "Nearly full", "IN_PERSON", place="A small room", capacity=2,
                guests=("point_of_contact",), replies={"second_member": ("YES", "IN_PERSON", "")},
            ),
            Gathering(
                "cancelled", -4, 13, 60, "Called off", "IN_PERSON", place="Room 3", planned=20,
                cancelled=(2, f"Because {self.word('why a meeting is cancelled', own)}"),
            ),
        ]  # fmt: skip

    @property
    def without_supporter(self):
        return [one for one in self.inside if not one.endswith("supporter")]

    # --- what was said ---

    def pieces(self) -> list[Piece]:
        return [*self._before_sending(), *self._waiting(), *self._answered()]

    def _said(self, key, ago, steps=(), *, by="member", audience=None, named=False) -> Piece:
        audience = self.beside if audience is None else audience
        return Piece(
            key, ago, by, f"We said {key.replace('_', ' ')} {self.word(f'words, {key}', audience)}",
            f"It matters: {self.word(f'why it matters, {key}', audience)}", "topic", tuple(steps), named=named,
        )  # fmt: skip

    def _sent(self, put, **more):
        return agreed(put, put - 9, "member", "second_member third_member", sender="facilitator", **more)

    def _heard(self, ago, audience, by="point_of_contact"):
        return told(
            ago,
            "hear",
            by,
            words=self.word("heard", audience),
            final_say=f"The board {self.word('final say', audience)}",
        )

    def _decided(self, ago, kind, audience):
        why = {} if kind == "WE_WILL" else {"reason": self.word("reason", audience), "cause": "MONEY"}
        return told(
            ago, "decide", "sponsor", kind=kind, decided_by=f"The board {self.word('decided by', audience)}",
            what_matters=self.word("what matters", audience), what_binds=self.word("what binds", audience), **why,
        )  # fmt: skip

    def _deed(self, ago, audience, due):
        return told(
            ago, "take_on", "sponsor", deed="deed", what=self.word("action", audience), owner="The board", due=due
        )

    def _claim(self, ago, audience):
        return told(ago, "claim_did", "sponsor", what=self.word("what changed", audience), where=self.word("where", audience),
                    since=ago + 1, evidence=self.word("evidence", audience))  # fmt: skip

    def _before_sending(self):
        own = self.inside
        yield self._said("own_draft", 4, by="member", named=True, audience=self.personas("member"))
        yield self._said("draft", 5, by="second_member", audience=own)
        yield self._said(
            "agreeing", 6,
            [told(5, "put_to_group", "member"),
             told(4, "agree", "second_member", answer="NOT_YET", reason=self.word("not yet, because", own))],
            audience=own,
        )  # fmt: skip
        yield self._said(
            "withdrawn", 7, [told(6, "withdraw", "member", reason=self.word("withdrawn, because", own))], audience=own
        )

    def _waiting(self):
        all_ = self.beside
        yield self._said("sent", 13, self._sent(12))
        yield self._said("sent_late", 26, self._sent(25), named=True)
        yield self._said("heard", 30, [*self._sent(29), self._heard(17, all_)])
        yield self._said(
            "doing",
            45,
            [*self._sent(44), self._heard(33, all_), self._decided(30, "PARTLY", all_), self._deed(29, all_, -9)],
        )
        yield self._said(
            "claimed",
            47,
            [*self._sent(46), self._heard(35, all_), self._decided(32, "WE_WILL", all_), self._claim(3, all_)],
        )

    def _answered(self):
        all_ = self.beside
        done = [*self._sent(50), self._heard(38, all_), self._decided(36, "WE_WILL", all_), self._claim(20, all_),
                told(18, "check_claim", "second_member", holds=True, note=self.word("check note", all_))]  # fmt: skip
        yield self._said("did", 51, [*done, told(16, "say_if_answered", "third_member", answer="PARTLY",
                                                 words=self.word("what is missing", all_))])  # fmt: skip
        yield self._said("cannot", 52, [*self._sent(51), self._heard(39, all_), self._decided(37, "CANNOT", all_)])
        yield self._said(
            "published", 53,
            [*self._sent(52), self._heard(40, EVERYONE), self._decided(38, "WE_WILL", EVERYONE), self._claim(24, EVERYONE),
             told(22, "check_claim", "second_member", holds=True, note=self.word("published check note", EVERYONE)),
             told(20, "publish", "facilitator")],
            audience=EVERYONE,
        )  # fmt: skip

    # --- pieces that others go on with ---

    def was_done(self, key, ago) -> Piece:
        """Sent, heard, decided, claimed and checked, so many working days ago."""
        all_ = self.beside
        return self._said(key, ago + 20, [
            *self._sent(ago + 19), self._heard(ago + 8, all_), self._decided(ago + 6, "WE_WILL", all_),
            self._claim(ago + 2, all_), told(ago, "check_claim", "second_member", holds=True, note=self.word("check note", all_)),
        ])  # fmt: skip

    def is_doing(self, key, ago) -> Piece:
        """Decided so many working days ago, with a milestone ahead."""
        all_ = self.beside
        deed = told(ago - 1, "take_on", "sponsor", deed="deed", kind="MILESTONE", what=self.word("milestone", all_),
                    owner="The board", due=-9)  # fmt: skip
        steps = [*self._sent(ago + 14), self._heard(ago + 3, all_), self._decided(ago, "WE_WILL", all_), deed]
        return self._said(key, ago + 15, steps)
