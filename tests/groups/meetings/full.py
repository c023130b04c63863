"""A meeting with everything that can stand on its page: once before it, once while it is on, once when it is over."""

from datetime import date, timedelta

from feedback.later import operations as later
from groups.actions import operations as actions
from groups.agendas import operations as agendas
from groups.arrangements import queries as arrangements
from groups.checkouts import operations as checkouts
from groups.corrections import operations as corrections
from groups.glossary import operations as glossary
from groups.meetings.models import Meeting
from groups.membership.models import Support
from groups.minutes import operations as minutes
from groups.pacing import operations as pacing
from groups.places import operations as places
from groups.polls.models import Option
from tests import builders
from tests.cast import Player
from tests.groups.arrangements import needs
from tests.groups.meetings import arrange
from tests.groups.papers import arrange as papers
from tests.groups.papers.documents import pdf
from tests.groups.polls import arrange as polls

NEED = "An interpreter, please."


def people(cast, number):
    """So many members more, all of them helped by Sol."""
    made = [builders.membership(cast.group, name=f"Member {n}") for n in range(number)]
    for one in made:
        Support.objects.create(member=one, supporter=cast.sol.membership, consented_at=builders.NOW)
    return [Player(one, one.person) for one in made]


def ahead(cast, rows) -> Meeting:
    """It came of dates that were asked about. The room is full, and people wait for a place."""
    poll = polls.ask(cast, guests=[cast.priya.membership, cast.okoro.membership])
    for player in (cast.sam, cast.priya):
        polls.says(player, poll, needs=NEED)
    meeting = polls.choose(cast, poll, capacity=rows)
    told = {"by": cast.farah.membership, "now": arrange.SOON_AFTER}
    word = glossary.ask(word="Planning", **told)
    glossary.explain(word=word, meaning="Thinking before.", **told)
    everybody = people(cast, 2 * rows)
    for player in everybody[:rows]:
        arrange.says(player, meeting, needs=NEED)
    for player in everybody[rows:]:
        arrange.says(player, meeting, way="ONLINE", needs=NEED)
        places.wait(meeting=meeting, by=player.membership, now=arrange.SOON_AFTER)
    needs.ticked(cast, meeting)
    assert len(arrangements.lines(meeting)) == 2 * rows
    for n, player in enumerate(everybody):
        item(meeting, player.membership, f"Thing {n}")
        item(meeting, cast.farah.membership, f"Planning {n}")
        paper(cast, meeting, n)
        action(cast, f"Ring {n}", meeting=before(cast))
    return meeting


def before(cast) -> Meeting:
    return Meeting.objects.filter(title="Last time").first() or arrange.plan(
        cast, now=builders.NOW - timedelta(days=60), starts_at=arrange.STARTS - timedelta(days=50), title="Last time"
    )


def item(meeting, by, title):
    agendas.propose(meeting=meeting, by=by, now=arrange.SOON_AFTER, title=title, purpose="HEAR", minutes=1)


def paper(cast, meeting, n):
    papers.promised(cast, "priya", title=f"Promised {n}", meeting=meeting)
    papers.added(cast, "jo", title=f"Paper {n}", meeting=meeting, content=pdf(f"Paper {n}"))


def action(cast, what, meeting, now=arrange.SOON_AFTER):
    actions.write(
        by=cast.farah.membership, now=now, what=what, due_on=date(2026, 12, 20), owner=cast.priya.membership,
        meeting=meeting,
    )  # fmt: skip


def begin(cast, meeting, rows):
    """It is on: an action was written down already, and everybody was asked how it is."""
    now = meeting.starts_at + timedelta(minutes=5)
    pacing.start(meeting=Meeting.objects.get(pk=meeting.pk), by=cast.farah.membership, now=now)
    for n in range(rows):
        action(cast, f"Write {n}", meeting, now)
    checkouts.open_questions(meeting=meeting, by=cast.farah.membership, now=now)
    return now + timedelta(minutes=5)


def finish(cast, meeting, rows):
    """It is over: its notes wait to be read, people asked for corrections, and something came to mind afterwards."""
    now = meeting.ends_at + timedelta(hours=1)
    told = {"meeting": Meeting.objects.get(pk=meeting.pk), "now": now}
    pacing.end(by=cast.farah.membership, **told)
    new = [minutes.NewLine(kind, f"Planning {n}") for n in range(rows) for kind in ("DECISION", "WE_SAID")]
    items = list(meeting.items.placed().values_list("pk", flat=True)[:rows])
    said = {0: "All of it."} | dict.fromkeys(items, "We talked.")
    minutes.write(by=cast.farah.membership, version=0, summary="Planning.", said=said, new=new, **told)
    corrections.ask_to_read(by=cast.farah.membership, **told)
    for n in range(rows):
        corrections.propose(by=cast.jo.membership, part="said-0", words=f"Not quite: {n}", **told)
        one = meeting.items.placed().in_order()[0] if n else None
        later.add(by=cast.sam.membership, words=f"Later {n}", shown_as="NAME", item=one, **told)
    assert Option.objects.filter(meeting=meeting).exists()
    return now + timedelta(hours=1)
