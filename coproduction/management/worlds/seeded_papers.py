"""What people took away from meetings of a seeded group: taken on, moved, handed back, done."""

from datetime import timedelta

from groups.actions import operations as actions
from groups.actions.models import Action


def tell(story, cast, planted) -> None:
    at = story.days.at
    planted.to_do = {}
    facilitating = cast.personas("facilitator", "co_facilitator")
    own, sponsors = cast.inside, cast.inside + cast.personas("sponsor")
    told = {
        "action": ("member", "behind", own),
        "action_back": ("second_member", "behind", own),
        "action_done": ("third_member", "behind", own),
        "action_of_sponsor": ("sponsor", None, sponsors),
    }
    for number, (key, (owner, meeting, audience)) in enumerate(told.items()):
        what = f"Do {cast.word(f'{key}, what', audience)}"
        story.tell(at(39, 9, number), write, planted, key, owner, meeting, what)
    why = cast.word("action, why its day moved", own)
    story.tell(at(20, 9), move, planted, f"Because {why}")
    story.tell(at(19, 9), hand_back, planted, f"Ring them {cast.word('action handed back, note', facilitating)}")
    story.tell(at(18, 9), end, planted, f"Here it is {cast.word('action, what happened', own)}")


def write(planted, key, owner, meeting, what, *, now):
    planted.to_do[key] = actions.write(
        by=planted.who("facilitator"), now=now, what=what, due_on=now.date() + timedelta(days=90),
        owner=planted.who(owner), meeting=planted.meetings[meeting] if meeting else None,
    )  # fmt: skip


def move(planted, because, *, now):
    action = Action.objects.get(pk=planted.to_do["action"].pk)
    day = action.due_on + timedelta(days=7)
    actions.move(by=planted.who("member"), now=now, action=action, to_on=day, because=because)


def hand_back(planted, note, *, now):
    actions.hand_back(by=planted.who("second_member"), now=now, action=planted.to_do["action_back"], note=note)


def end(planted, happened, *, now):
    action = planted.to_do["action_done"]
    actions.end(by=planted.who("third_member"), now=now, action=action, ending="DONE", happened=happened)


def objects(one, planted):
    for key, action in planted.to_do.items():
        yield one(key, action.pk, "action", action_id=action.pk)
