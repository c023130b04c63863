"""How the meeting stands: each item of the agenda with what is left of it."""

from dataclasses import dataclass

from groups.agendas.models import Item
from groups.meetings import queries as meetings
from groups.membership.models import Membership
from groups.pacing.models import Running

NOW, DONE, AHEAD, NOT_REACHED = "now", "done", "ahead", "not_reached"
IN_WORDS = {NOW: "Now", DONE: "Done", AHEAD: "To come", NOT_REACHED: "Not reached"}


@dataclass(frozen=True)
class Step:
    """One item of the agenda in a meeting that is on."""

    item: Item
    state: str
    left: int  # seconds; below nothing, it took longer

    @property
    def in_words(self) -> str:
        return IN_WORDS[self.state]

    @property
    def gently(self) -> str:
        """What is left, in whole minutes, without hurry."""
        return minutes_left(self.left)


def minutes_left(seconds: int) -> str:
    """`7 minutes left`, `Less than 1 minute left`, `2 minutes over`."""
    if seconds >= 60:
        minutes = seconds // 60
        return f"{minutes} minute{'' if minutes == 1 else 's'} left"
    if seconds > 0:
        return "Less than 1 minute left"
    over = -seconds // 60
    return f"{over} minute{'' if over == 1 else 's'} over" if over else "The time for this is up"


@dataclass(frozen=True)
class Course:
    """The way through the agenda: where the group is, what it may go on to or back to."""

    steps: list[Step]

    @property
    def here(self) -> int | None:
        return next((n for n, step in enumerate(self.steps) if step.state == NOW), None)

    @property
    def present(self) -> Step | None:
        return None if self.here is None else self.steps[self.here]

    @property
    def following(self) -> Step | None:
        """What comes next: the first one after the present that is not marked as not reached."""
        if self.here is None:
            return next((step for step in self.steps if step.state == AHEAD), None)
        return next((step for step in self.steps[self.here + 1 :] if step.state != NOT_REACHED), None)

    @property
    def before(self) -> Step | None:
        return self.steps[self.here - 1] if self.here else None


def course(running: Running, now) -> Course:
    """Two statements, however long the agenda."""
    progress = {one.item_id: one for one in running.progress.all()}
    steps = []
    for item in running.meeting.items.placed().defer("detail").in_order():
        one = progress.get(item.pk)
        spent, state = (one.spent if one else 0), AHEAD
        if item.pk == running.item_id:
            spent, state = spent + running.on_item(now), NOW
        elif one:
            state = NOT_REACHED if one.not_reached_at else DONE
        steps.append(Step(item, state, item.minutes * 60 - spent))
    return Course(steps)


def meeting_left(running: Running, now) -> str:
    """What is left of the meeting as it was planned."""
    return minutes_left(int((running.meeting.ends_at - now).total_seconds()))


def stamp(running: Running | None, reader: Membership, now) -> str:
    """The same as long as nothing on the reader's page would read otherwise: nobody did anything, no minute went by."""
    if running is None:
        return f'"{reader.pk}-0"'
    minute = 0 if running.over(now) else int((now - running.started_at).total_seconds() // 60)
    return f'"{reader.pk}-{running.version}-{running.on_item(now) // 60}-{minute}-{running.over(now):d}"'


def who_may_be_here(running: Running):
    """Everyone who may come, with the person, by name."""
    return meetings.askable(running.meeting).select_related("person").order_by("person__name", "id")


def may_start(meeting, now) -> bool:
    """Whether a facilitator can start it now."""
    return not meeting.cancelled and not meeting.over(now) and meeting.near(now)
