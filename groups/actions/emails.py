"""Letters about actions. One function a letter, and the check that each is still right when it goes."""

from django.urls import reverse

from groups.actions import queries
from groups.actions.models import named
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/actions/emails/"


def _post(stem, action, readers, key, *, now, context=None, own=None, **more):
    """`own` gives each reader's part of the context; `key` tells this letter from the same one at another time."""
    letters = [
        {"to": m.person, "key": f"{stem}:{action.pk}:{key}:person-{m.person_id}", "context": own(m) if own else {}}
        for m in readers
    ]
    page = reverse("action", kwargs={"slug": action.group.slug, "action_id": action.pk})
    shared = {"button": "See the action", "path": page, "kind": Kind.WAITING} | more
    notices.post_many(
        f"{STEM}action_{stem}", letters, at=now, group=action.group,
        about=f"action:{action.pk}:{action.due_on.isoformat()}:{action.owner_id or 0}",
        context={"what": action.what, "day": action.day, "group": action.group.name} | (context or {}),
        **shared,
    )  # fmt: skip


def given(action, by, *, now):
    """To whom it is given by somebody else. It says that they can hand it back."""
    who = named(by, action.owner)
    _post("given", action, [action.owner], now.isoformat(), now=now, context={"who": who})


def needs_someone(action, was, note, *, by, now):
    """To the facilitators, but for one who handed it back."""
    readers = [one for one in queries.facilitators_of(action) if one.pk != by.pk]
    context = {"who": was.person.name, "note": note}
    _post("back", action, readers, now.isoformat(), now=now, context=context, button="Find someone")


def written_for_you(action, owner, by, *, now):
    """To whoever has it, or had it, when a facilitator wrote down what they told them."""
    context = {"who": by.person.name, "ended": action.get_ending_display(), "happened": action.happened}
    context["back"] = action.owner is None
    seen = owner.inside or not context["back"]  # people from the system see only what is theirs
    more = {"kind": Kind.NEWS} | ({} if seen else {"path": "", "button": ""})
    key = f"{now.isoformat()}:{action.due_on.isoformat()}:{action.owner_id or 0}:{action.ending}"
    _post("noted", action, [owner], key, now=now, context=context, **more)


def remind(due, readers, *, now, suffix=""):
    """To whoever has it: soon, or passed. To the facilitators: that it has passed, or needs someone."""
    action = due.action

    def own(m):
        return {"yours": m.pk == action.owner_id, "whose": "" if action.needs_someone else action.owner.person.name}

    key = f"{action.due_on.isoformat()}:{due.rung}{suffix}"
    _post("due", action, readers, key, now=now, own=own, context={"passed": due.rung == queries.Rung.PASSED})


@notices_queries.recheck(f"{STEM}action_given")
@notices_queries.recheck(f"{STEM}action_back")
@notices_queries.recheck(f"{STEM}action_due")
def still_so(letters, now):
    """Not of an action that ended, moved or went to somebody else."""
    return queries.still_so(letters)
