"""What a sponsor of each seeded organisation says of a step, with a token in each text; members asked once, and once more now."""

from datetime import timedelta

from feedback.seven_steps import operations
from feedback.steps_seen import operations as steps_seen
from feedback.steps_seen import queries
from feedback.steps_seen.models import SevenSteps, StepsAsking

WHO = ("member", "second_member", "third_member", "member_4", "member_5")
ASKED = queries.AFTER_A_CHANGE + timedelta(hours=1)


def tell(story, everyone) -> None:
    """Everyone in and beside any group of the organisation reads what was said."""
    at, tell, ours = story.days.at, story.tell, {}
    for cast, planted in everyone:
        ours.setdefault(planted.group.organisation_id, []).append((cast, planted))
    for groups in ours.values():
        cast, planted = groups[0]
        audience = [persona for one, _ in groups for persona in one.beside]
        first, again = at(90, 11), at(12, 11)
        tell(first, look, cast, planted, "BEGUN", audience)
        tell(first + ASKED, ask)
        for number, who in enumerate(WHO):
            tell(first + ASKED + timedelta(hours=number), answer, planted, who)
        tell(first + ASKED + queries.OPEN_FOR, close, planted)
        tell(again, look, cast, planted, "OUR_WAY", audience)
        tell(again + ASKED, ask)


def look(cast, planted, state, audience, *, now):
    made = operations.look(
        by=planted.who("sponsor"), now=now, step=3, state=state, seen_look=getattr(planted, "newest_look", 0),
        sentence=f"Travel is paid {cast.word(f'a sentence about a step, {state}', audience)}",
        shows=f"Read the form {cast.word(f'what shows a step, {state}', audience)}",
        link=f"https://example.org/{cast.word(f'a link that shows a step, {state}', audience)}",
    )  # fmt: skip
    planted.newest_look = made.pk


def ask(*, now):
    steps_seen.ask_due(now=now)


def _asking(planted):
    return StepsAsking.objects.get(organisation=planted.group.organisation_id, closed_at=None)


def answer(planted, who, *, now):
    seen = {str(step.value): "PARTLY" for step in SevenSteps}
    steps_seen.answer(by=planted.who(who), now=now, asking=_asking(planted), seen=seen)


def close(planted, *, now):
    steps_seen.close(asking=_asking(planted), now=now)
