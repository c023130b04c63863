from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from coproduction.kit import locks, refusals
from coproduction.kit.refusals import Refusal
from groups.history.models import Event

# What people still do when their group is closed: leave, keep their own account, keep each other safe, take back their own
# words, and see to what was handed on (`said_`: the database lets only that have a step). All else is refused.
GOES_ON = (
    "closing_", "said_", "export_", "emergency_", "concern_", "report_", "post_reported", "post_hidden", "post_shown_again",
    "post_taken_back", "another_look_", "aside_", "removal_", "person_removed", "person_left_group", "appointment_ended",
    "deputy_set", "away_", "supporter_", "account_", "erasure_", "own_data_", "email_", "texts_", "letter", "digest_chosen",
    "calendar_", "profile_changed", "signed_out", "sharing_taken_back", "invitation_", "person_invited",
    "person_joined_group", "needs_", "unnamed_", "challenge_",
    # And what the clock ends that was begun before.
    "check_out_closed", "survey_closed", "ways_answered", "speaking_up_closed", "sharing_closed", "influence_judged",
    "ingredients_answered", "period_frozen", "meeting_ended",
)  # fmt: skip


@refusals.also_said_by_the_database
class GroupIsClosed(Refusal):
    """This group is closed. Its record stays as it is."""


def not_closed(group) -> None:
    """For what is done in a group and leaves no line here, because it would say who did it."""
    if group is not None and group.closed_at:
        raise GroupIsClosed()


def record(what: str, sentence: str, *, at: datetime, by=None, group=None, about=None, **detail) -> Event:
    """Adds one line of history. Call it inside the transaction of the change it tells of.

    `by` is a membership, a person or None; `about` any saved row; `detail` small facts (old and new values) as JSON.
    What somebody does in a group that is closed is refused here, with all that was done before in the same transaction.
    """
    person, role = getattr(by, "person", by), getattr(by, "role", "")
    group = group or getattr(by, "group", None)
    if not what.startswith(GOES_ON):
        not_closed(group)
    return Event.objects.create(
        what=what,
        sentence=sentence,
        by=person,
        by_role=role,
        group=group,
        about_kind=about._meta.label_lower if about is not None else "",
        about_id=about.pk if about is not None else None,
        detail=detail,
        at=at,
    )


def record_in_each(groups, what: str, sentence: str, *, at: datetime, about, by=None) -> None:
    """The same line in the history of each of these groups, for what is about all of them. Two statements."""
    person, role = getattr(by, "person", by), getattr(by, "role", "")
    Event.objects.bulk_create(
        Event(
            what=what, sentence=sentence, by=person, by_role=role, group=group, at=at,
            about_kind=about._meta.label_lower, about_id=about.pk,
        )
        for group in groups
    )  # fmt: skip


def record_of_each(lines, what: str, *, at: datetime, group, by) -> None:
    """A line for each of many rows to which the same was done at once: (row, sentence, detail). One statement."""
    if not what.startswith(GOES_ON):
        not_closed(group)
    Event.objects.bulk_create(
        Event(
            what=what, sentence=sentence, by=by.person, by_role=by.role, group=group, at=at, detail=detail,
            about_kind=about._meta.label_lower, about_id=about.pk,
        )
        for about, sentence, detail in lines
    )  # fmt: skip


def forget(pks) -> None:
    """Of accounts only, when their time is over. Nothing of a group's history ever goes."""
    Event.objects.of_accounts().filter(pk__in=pks).delete()


def rename(person, places: list, names: list, elsewhere: list, without: Callable) -> set[int]:
    """Takes a name out of the sentences: out of all about this person or by them, and out of others where the name is theirs
    alone (`elsewhere`: which lines, and the names). What was done, when, and in which role stays. The key of each line that
    changes is destroyed: what it said can be proved no more. Gives the numbers of the lines that had one: whatever lost its key
    before is no deed of ours."""
    theirs = Q(by=person) | Q(about_kind="groups.membership", about_id__in=places)
    theirs |= Q(about_kind="groups.person", about_id=person.pk)
    numbers = set()
    for rows, known in [(Event.objects.filter(theirs), names), *_naming(elsewhere)]:
        changed = []
        for event in locks.held(rows.order_by("pk")).iterator():
            was = event.sentence, dict(event.detail)
            event.sentence = without(event.sentence, known)
            if event.what == "profile_changed":
                event.detail.pop("was", None)
            if was != (event.sentence, event.detail):
                if event.key:
                    numbers.add(event.pk)
                event.key = ""
                changed.append(event)
        Event.objects.bulk_update(changed, ["sentence", "detail", "key"], batch_size=500)
    return numbers


def _naming(elsewhere):
    for where, names in elsewhere:
        for name in names:
            yield Event.objects.filter(where, sentence__contains=name), names


# --- what the chain needs (the room `audit`) ---


def not_linked(most: int) -> list[Event]:
    """Some that are not linked yet, under a lock, without those that somebody is changing now."""
    return list(locks.free(Event.objects.unlinked().order_by("id"))[:most])


def keep_keys(events: list[Event]) -> None:
    """One statement."""
    Event.objects.bulk_update(events, ["key"])
