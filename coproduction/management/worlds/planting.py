"""Makes a written story happen: every step through its operation, in the order of time, each at its own moment.

Nothing is put into tables by hand, so a planted world can only be in states that people could have brought about.
"""

import heapq
from datetime import date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from coproduction.kit import workdays
from coproduction.management.worlds.telling import Piece, Told
from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.log import operations as log
from groups.agendas import operations as agendas
from groups.consents import operations as consents
from groups.corrections import operations as corrections
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.minutes import operations as minutes
from groups.minutes.models import Notes
from groups.notices import delivery
from groups.people import operations as people

ZONE = ZoneInfo("Europe/London")


class Days:
    """Working days counted from today: `on(5)` is five working days ago, `on(-5)` five ahead."""

    def __init__(self, now: datetime):
        self.now = now
        self.today = now.astimezone(ZONE).date()

    def on(self, ago: int) -> date:
        if ago <= 0:
            return workdays.add(self.today, -ago)
        day = self.today
        while ago:
            day -= timedelta(days=1)
            ago -= workdays.is_working(day)
        return day

    def at(self, ago: int, hour: int = 10, minute: int = 0) -> datetime:
        return datetime.combine(self.on(ago), time(hour, minute), ZONE)


class Story:
    """What is still to happen, in the order of time. Telling a step puts it in its place; `play` makes all of it happen."""

    def __init__(self, now: datetime):
        self.now, self.days = now, Days(now)
        self._ahead, self._number = [], count()
        self.made = {}

    def tell(self, at: datetime, deed, *given, **named) -> None:
        heapq.heappush(self._ahead, (at, next(self._number), deed, given, named))

    def play(self) -> None:
        """Letters go out each evening, as they did; those of today go when they are due."""
        day = None
        while self._ahead:
            at, _, deed, given, named = heapq.heappop(self._ahead)
            if day and at.date() != day:
                self.send_letters(datetime.combine(day, time(22), ZONE))
            day = at.date()
            deed(*given, now=at, **named)
        self.send_letters(self.now)

    def send_letters(self, at: datetime) -> None:
        delivery.send_due(lambda: min(at, self.now))


class Planted:
    """One group of the story, and how its people, meetings and pieces come about."""

    def __init__(self, story: Story, group):
        self.story, self.days, self.group = story, story.days, group
        self.members, self.topics, self.meetings, self.said, self.actions = {}, {}, {}, {}, {}
        self.posts = {}
        self.more = []  # kind, id, name of its address and what stands in it: for rooms that plant their own
        self.minute = count()

    def at(self, ago: int, hour=10) -> datetime:
        """A moment of that day, each a little later than the one told before it."""
        return self.days.at(ago, hour, 0) + timedelta(minutes=next(self.minute) % 100)

    def who(self, key: str) -> Membership:
        return Membership.objects.with_people().get(pk=self.members[key].pk)

    # --- people ---

    def join(self, someone, *, now, supports=None):
        person = people.join(email=someone.email, name=someone.name, now=now)
        self.profile(person, someone, now)
        self.come_in(someone.key, person, someone.role, now=now, supports=supports)

    def come_in(self, key, person, role, *, now, supports=None):
        member = self.members[supports] if supports else None
        self.members[key] = membership.join(group=self.group, person=person, role=role, supports=member, now=now)

    def profile(self, person, someone, now):
        said = {
            "about": someone.about,
            "phone": someone.phone,
            "postal_address": someone.address,
            "reach": someone.reach,
        }
        people.change_profile(
            by=person, now=now, reach_note=someone.reach_note, show_contact=someone.show_contact, **said
        )
        if someone.access or someone.communication:
            consents.say_yes(by=person, now=now)
        people.say_needs(by=person, now=now, access_needs=someone.access, communication_needs=someone.communication)

    # --- meetings ---

    def tell_meeting(self, one) -> None:
        starts = self.days.at(one.ago, one.hour)
        # Something always happens on a day before it does on the next: asked for, put on the agenda, replied to.
        planned = self.days.on(max(one.ago + one.planned, 1))
        at = datetime.combine(planned, time(9), ZONE)
        self.story.tell(at, self.plan, one, starts)
        for number, item in enumerate((*one.items, *one.waiting_items)):
            self.story.tell(at + timedelta(hours=1, minutes=number), self.suggest, one, item, item in one.items)
        for number, who in enumerate(one.guests):
            self.story.tell(at + timedelta(hours=2, minutes=number), self.invite, one, who)
        for number, (who, reply) in enumerate(one.replies.items()):
            self.story.tell(at + timedelta(hours=5, minutes=7 * number), self.reply, one, who, reply)
        if one.cancelled:
            self.story.tell(self.days.at(one.cancelled[0], 8), self.cancel, one)
        written = starts + timedelta(minutes=one.minutes, hours=2)
        if one.notes or one.said:
            self.story.tell(written, self.write_notes, one)
        if one.asked or one.confirmed_by:
            self.story.tell(written + timedelta(minutes=20), self.ask_to_read, one)
        if one.confirmed_by:
            self.story.tell(self.days.at(one.ago - 9, 11), self.confirm_notes, one)

    def plan(self, one, starts, *, now):
        self.meetings[one.key] = meetings.plan(
            by=self.who(self.facilitator), now=now, starts_at=starts,
            ends_at=starts + timedelta(minutes=one.minutes), **one.fields,
        )  # fmt: skip

    def suggest(self, one, item, placed, *, now):
        who, title, purpose, length, detail = item
        made = agendas.propose(
            meeting=self.meetings[one.key], by=self.who(who), now=now, title=title, purpose=purpose, minutes=length,
            detail=detail,
        )  # fmt: skip
        if placed:
            agendas.place(item=made, by=self.who(self.facilitator), now=now)

    def invite(self, one, who, *, now):
        meetings.invite(meeting=self.meetings[one.key], guest=self.who(who), by=self.who(self.facilitator), now=now)

    def says_yes(self, who, now):
        """To keeping what they need, before they say what that is."""
        person = self.who(who).person
        person.refresh_from_db()
        if not person.may_keep_needs:
            consents.say_yes(by=person, now=now)

    def reply(self, one, who, reply, *, now):
        answer, way, needs = reply
        if needs:
            self.says_yes(who, now)
        meetings.reply(meeting=self.meetings[one.key], by=self.who(who), now=now, answer=answer, way=way, needs=needs)

    def cancel(self, one, *, now):
        meetings.cancel(
            meeting=self.meetings[one.key], by=self.who(self.facilitator), now=now, because=one.cancelled[1]
        )

    def write_notes(self, one, *, now):
        meeting = self.meetings[one.key]
        items = dict(meeting.items.values_list("title", "pk"))
        said = {0: one.notes} if one.notes else {}
        said |= {items[title]: words for title, words in one.said.items()}
        decided = [minutes.NewLine("DECISION", line.removeprefix("- ")) for line in one.decisions.splitlines()]
        new = [*decided, *(minutes.NewLine("WE_SAID", words) for words in one.we_said)]
        minutes.write(
            meeting=meeting, by=self.who(self.facilitator), now=now, version=0, summary=one.summary, said=said, new=new
        )

    def ask_to_read(self, one, *, now):
        corrections.ask_to_read(meeting=self.meetings[one.key], by=self.who(self.facilitator), now=now)

    def confirm_notes(self, one, *, now):
        meeting = self.meetings[one.key]
        version = Notes.objects.get(meeting=meeting).version
        corrections.confirm(meeting=meeting, by=self.who(one.confirmed_by), now=now, version=version)

    @property
    def facilitator(self):
        return next(key for key, member in self.members.items() if member.role == "FACILITATOR")

    # --- what was said ---

    def tell_piece(self, piece: Piece) -> None:
        self.story.tell(self.at(piece.ago, 9), self.draft, piece)
        for step in piece.steps:
            self.story.tell(self.at(step.ago), self.step, piece.key, step)

    def draft(self, piece, *, now):
        self.said[piece.key] = drafts.draft(
            by=self.who(piece.by), now=now, words=piece.words, why_it_matters=piece.why, topic=self.topics[piece.topic],
            shown_as="NAME" if piece.named else "GROUP", came_from=piece.came_from,
            meeting=self.meetings.get(piece.meeting),
        )  # fmt: skip

    def step(self, key, step: Told, *, now):
        said = self.said[key]
        said.refresh_from_db()
        by, given = self.who(step.by), dict(step.given)
        getattr(self, f"_{step.deed}")(said, by, now, key, given)

    def _put_to_group(self, said, by, now, key, given):
        drafts.put_to_group(by=by, now=now, said=said)

    def _agree(self, said, by, now, key, given):
        drafts.agree(by=by, now=now, said=said, **given)

    def _send(self, said, by, now, key, given):
        drafts.send(by=by, now=now, said=said)

    def _withdraw(self, said, by, now, key, given):
        drafts.withdraw(by=by, now=now, said=said, **given)

    def _correct(self, said, by, now, key, given):
        self.said[f"{key} corrected"] = drafts.correct(by=by, now=now, said=said, **given)

    def _hear(self, said, by, now, key, given):
        answers.hear(by=by, now=now, said=said, answer_by=max(said.answer_by, now.astimezone(ZONE).date()), **given)

    def _decide(self, said, by, now, key, given):
        answers.decide(by=by, now=now, said=said, **given)

    def _take_on(self, said, by, now, key, given):
        name, due = given.pop("deed"), given.pop("due")
        self.actions[key, name] = deeds.take_on(by=by, now=now, said=said, due_on=self.days.on(due), **given)

    def _move_date(self, said, by, now, key, given):
        deed = self.actions[key, given["deed"]]
        deeds.move_date(by=by, now=now, deed=deed, to_on=self.days.on(given["to"]), reason=given["reason"])

    def _finish_deed(self, said, by, now, key, given):
        deeds.finish_deed(by=by, now=now, deed=self.actions[key, given["deed"]])

    def _claim_did(self, said, by, now, key, given):
        given["since"] = self.days.on(given["since"])
        self.actions[key, "claim"] = deeds.claim_did(by=by, now=now, said=said, **given)

    def _check_claim(self, said, by, now, key, given):
        deeds.check_claim(by=by, now=now, claim=self.actions[key, "claim"], **given)

    def _say_if_answered(self, said, by, now, key, given):
        deeds.say_if_answered(by=by, now=now, said=said, **given)

    def _publish(self, said, by, now, key, given):
        log.publish(by=by, now=now, said=said)
