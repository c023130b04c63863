"""Many of everything, put in at once: for measuring how pages behave when a group has said a million things.

The rows are those the operations would have left, in the same states; only letters, history and the smaller steps of so
many are left out.
"""

from datetime import timedelta
from itertools import islice
from random import Random

from django.db.models import Max

from coproduction.kit import workdays
from feedback.log.models import Said, Stage, Step
from groups.agendas.models import Item
from groups.meetings.models import Meeting, Reply
from groups.membership.models import Membership, Role
from groups.people.models import Person

AT_ONCE = 5000
WORDS = [
    "appointment",
    "letter",
    "waiting",
    "phone",
    "bus",
    "chair",
    "carer",
    "plan",
    "budget",
    "nurse",
    "pain",
    "medicine",
    "test",
    "result",
    "clinic",
    "form",
    "reception",
    "ramp",
    "interpreter",
    "choir",
    "walk",
    "winter",
    "heating",
    "travel",
    "text",
    "garden",
    "school",
    "sleep",
    "work",
    "family",
    "night",
    "weekend",
]
RARE = "tambourine"  # one in a thousand has it
STAGES = (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.DID, Stage.CANNOT, Stage.ANSWERED)
DECIDED = {Stage.DOING: "WE_WILL", Stage.DID: "WE_WILL", Stage.CANNOT: "CANNOT", Stage.ANSWERED: "PARTLY"}


def add(planted, seed: int, *, members: int, said: int, meetings: int, now) -> None:
    """Adds that many to the first group. What was planted by hand counts towards it."""
    random = Random(f"many {seed}")
    _members(planted, members, now)
    _said(planted, random, said - Said.objects.filter(group=planted.group).count(), now)
    _meetings(planted, meetings - Meeting.objects.filter(group=planted.group).count(), now)


def _in_lots(rows, model):
    """Saves as it goes, so that a million need no more memory than a lot does. Yields each lot with its numbers."""
    rows = iter(rows)
    while lot := list(islice(rows, AT_ONCE)):
        yield model.objects.bulk_create(lot)


def _members(planted, count, now):
    people = (
        Person(
            email=f"many-{planted.group.pk}-{number}@example.org", name=f"Person {number}", joined_at=now, password="!"
        )
        for number in range(count)
    )
    for lot in _in_lots(people, Person):
        Membership.objects.bulk_create(
            Membership(group=planted.group, person=person, role=Role.MEMBER, joined_at=now) for person in lot
        )


def _sentence(random, number):
    words = " ".join(random.choice(WORDS) for _ in range(14))
    return f"We said {number}: {words}{' ' + RARE if number % 1000 == 7 else ''}."


def _one(planted, random, number, now):
    """One thing said some working days ago, and what became of it. Most were answered long since; the last ones wait."""
    group, stage = planted.group, STAGES[number % len(STAGES)]
    sent = now - timedelta(days=60 + number % 900)
    opened = group.local(sent).date()
    heard, decided = sent + timedelta(days=5), sent + timedelta(days=25)
    answered = stage in DECIDED
    return Said(
        group=group, number=number, words=_sentence(random, number), why_it_matters=_sentence(random, number)[:80],
        topic=planted.topics["topic"], shown_as="GROUP", stage=stage, drafted_at=sent - timedelta(days=10), sent_at=sent,
        opened_at=sent, hear_by=workdays.add(opened, group.hear_days), answer_by=workdays.add(opened, group.answer_days),
        heard_at=None if stage == Stage.SENT else heard, decided_at=decided if answered else None,
        decision=DECIDED.get(stage, ""), did_at=decided if stage in (Stage.DID, Stage.ANSWERED) else None,
        answered_at=decided if stage == Stage.ANSWERED else None,
        due_on=workdays.add(opened, group.hear_days) if stage in (Stage.SENT, Stage.HEARD, Stage.DOING) else None,
        moved_at=decided if answered else sent,
        published_at=decided if stage == Stage.ANSWERED and number % 2 else None,
    )  # fmt: skip


def _steps(planted, said):
    kinds = [(Step.Kind.SENT, "We said it", said.sent_at, Stage.AGREEING, Stage.SENT)]
    if said.heard_at:
        kinds.append((Step.Kind.HEARD, "Heard", said.heard_at, Stage.SENT, Stage.HEARD))
    if said.decided_at:
        kinds.append((Step.Kind.DECIDED, "Decision", said.decided_at, Stage.HEARD, said.stage))
    for kind, headline, at, before, after in kinds:
        took = {Step.Kind.HEARD: 3, Step.Kind.DECIDED: 17}.get(kind)
        promised = {Step.Kind.HEARD: 5, Step.Kind.DECIDED: 20}.get(kind)
        yield Step(
            group=planted.group, said=said, kind=kind, headline=headline, stage_from=before, stage_to=after, at=at,
            working_days=took, promised_days=promised,
        )  # fmt: skip


def _said(planted, random, count, now):
    first = (Said.objects.filter(group=planted.group).aggregate(last=Max("number"))["last"] or 0) + 1
    rows = (_one(planted, random, number, now) for number in range(first, first + count))
    for lot in _in_lots(rows, Said):
        Step.objects.bulk_create((step for said in lot for step in _steps(planted, said)), batch_size=AT_ONCE)


def _meetings(planted, count, now):
    by = planted.who("facilitator")
    everyone = list(Membership.objects.here().of_group(planted.group.pk).filter(role=Role.MEMBER)[:30])

    def one(number):
        starts = now - timedelta(days=7 * (number + 1))
        return Meeting(
            group=planted.group, title=f"Meeting {number}", starts_at=starts, ends_at=starts + timedelta(hours=2),
            time_zone=planted.group.time_zone, how=Meeting.How.IN_PERSON, place="The library", planned_by=by,
            planned_at=starts - timedelta(days=30), told_at=starts - timedelta(days=30),
        )  # fmt: skip

    for lot in _in_lots((one(number) for number in range(count)), Meeting):
        planted.meetings.setdefault("many", lot[0])
        Reply.objects.bulk_create(
            Reply(meeting=meeting, membership=member, answer="YES", way="IN_PERSON", replied_at=meeting.planned_at)
            for meeting in lot
            for member in everyone
        )
        Item.objects.bulk_create(item for meeting in lot for item in _agenda(meeting, by))


def _agenda(meeting, by):
    at = meeting.planned_at
    for place in range(1, 11):
        yield Item(
            meeting=meeting, position=place, title=f"Item {place}", purpose=Item.Purpose.EXPLORE, minutes=10, raised_by=by,
            proposed_by=by, proposed_at=at, accepted_at=at,
        )  # fmt: skip
