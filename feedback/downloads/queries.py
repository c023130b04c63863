"""The rows of files about the log. They are read as values and in lots: a long log needs little memory, and little time."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q

from coproduction.kit import columns, workdays
from feedback.answers.models import Decision
from feedback.deeds.models import Claim
from feedback.log.models import STILL_WAITING, Said, Step

HEADINGS = (
    "Number", "What we said", "Why it matters to us", "Topic", "Where it stands", "Where it came from",
    "When it happened", "Source", "Sent", "What happened",
)  # fmt: skip
PUBLISHED_HEADINGS = (
    "Number", "What we said", "Why it matters to us", "Topic", "Where it stands", "Said on", "Heard on", "Answered on",
    "Done on", "Working days waited so far", "Answer", "Reason", "What changed", "Source",
)  # fmt: skip
# What `tag_of` asks for, after stage and decision: whether there is a time in each.
FLAGS = {
    f"has_{name}": Q(**{f"{name}__isnull": False}) for name in ("half_done_at", "did_at", "ended_at", "unnoticed_at")
}
TAG = ("stage", "decision", *FLAGS)
DATES = ("sent_at", "heard_at", "decided_at", "did_at")


@lru_cache(maxsize=1000)
def tag_of(stage, decision, half_done, did, ended, unnoticed) -> str:
    """The tag of whatever stands like that: few of a long log stand in a way of their own."""
    times = {"half_done_at": half_done, "did_at": did, "ended_at": ended, "unnoticed_at": unnoticed}
    return Said(stage=stage, decision=decision, **{name: there or None for name, there in times.items()}).tag


def in_lots(said, zone, *wanted, days=DATES) -> Iterator[list[tuple]]:
    """Rows of (id, what is wanted, each of these days, `TAG`), so many at once."""
    said = said.annotate(**FLAGS, **{f"{name}_day": columns.day_of(name, zone) for name in days})
    rows = said.values_list("id", *wanted, *(f"{name}_day" for name in days), *TAG)
    return columns.lots(rows.iterator(chunk_size=columns.AT_ONCE))


def ids(lot) -> list[int]:
    return [row[0] for row in lot]


# --- We said, We did, as its reader sees it ---


def log_rows(membership) -> Iterator[tuple]:
    """One line for each thing the reader may see, oldest first."""
    came = dict(Said.CameFrom.choices)
    wanted = ("number", "words", "why_it_matters", "topic__name", "came_from", "happened", "source")
    said = Said.objects.visible_to(membership).order_by("number")
    for lot in in_lots(said, membership.group.zone, *wanted, days=("sent_at",)):
        told = _told(membership, lot)
        for pk, number, words, why, topic, source, happened, named, sent_on, *stands in lot:
            yield (
                number, words, why, topic, tag_of(*stands), came[source], happened, named, columns.in_words(sent_on),
                "\n".join(told[pk]),
            )  # fmt: skip


def _told(membership, lot) -> dict[int, list[str]]:
    """By entry, what happened to it: a line a step. One statement."""
    steps = Step.objects.visible_to(membership).filter(said__in=ids(lot)).order_by("said_id", "id")
    steps = steps.annotate(on=columns.day_of("at", membership.group.zone), pairs=columns.text_of("details"))
    told, read = defaultdict(list), json.JSONDecoder().raw_decode
    for said, on, headline, text, pairs in steps.values_list("said_id", "on", "headline", "text", "pairs"):
        line = f"{columns.in_words(on)}: {headline}"
        if text:
            line += f". {text}"
        if pairs != "[]":
            line += "".join(f". {label}: {words}" for label, words in read(pairs)[0])
        told[said].append(line)
    return told


# --- what a group published, for everyone ---


def published_rows(group, now: datetime) -> Iterator[tuple]:
    """One line for each published thing, oldest first. What the group said no to is not its answer any more."""
    today, kinds = group.local(now).date(), dict(Decision.Kind.choices)
    wanted = ("round", "number", "words", "why_it_matters", "topic__name", "source")
    said = Said.objects.filter(group=group).published().order_by("number")
    for lot in in_lots(said, group.zone, *wanted, days=("opened_at", *DATES)):
        answers, changed = _answers(lot), _changed(lot)
        for pk, round_, number, words, why, topic, source, opened_on, sent, heard, decided, did, *stands in lot:
            kind, reason = answers.get((pk, round_), ("", ""))
            days = [columns.in_words(day) for day in (sent, heard, decided, did)]
            waited = _waited(opened_on, today, group.nation) if stands[0] in STILL_WAITING else ""
            yield (
                number, words, why, topic, tag_of(*stands), *days, waited, kinds.get(kind, ""), reason,
                changed.get((pk, round_), ""), source,
            )  # fmt: skip


def _answers(lot) -> dict[tuple, tuple[str, str]]:
    """By entry and round, the last answer and its reason. One statement."""
    given = Decision.objects.filter(said__in=ids(lot)).order_by("id")
    rows = given.values_list("said_id", "round", "kind", "reason", "outweighs")
    label = Decision(outweighs=True).why_label
    return {
        (said, round_): (kind, f"{label}: {reason}" if outweighs else reason)
        for said, round_, kind, reason, outweighs in rows
    }


def _changed(lot) -> dict[tuple, str]:
    """By entry and round, what was done and checked. One statement."""
    held = Claim.objects.filter(said__in=ids(lot), holds=True).order_by("id")
    rows = held.annotate(on=columns.text_of("since")).values_list("said_id", "round", "what", "where", "on")
    return {(said, round_): f"{what} ({where}, since {columns.in_words(on)})" for said, round_, what, where, on in rows}


def _waited(opened_on: str | None, today: date, nation: str) -> int:
    return max(workdays.between(date.fromisoformat(opened_on), today, nation), 0) if opened_on else 0
