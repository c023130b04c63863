from coproduction.kit import when
from coproduction.kit.words import count_of
from feedback.log.models import Stage
from feedback.nudges import queries
from feedback.nudges.models import Nudge
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

NUDGE = "feedback/nudges/emails/nudge"


def nudge(promise, membership, *, now, suffix=""):
    said = promise.said
    hear = said.stage == Stage.SENT
    notices.post(
        NUDGE,
        to=membership.person,
        key=f"nudge:said-{said.pk}:r{said.round}:{said.stage}:{promise.rung}:person-{membership.person_id}{suffix}",
        at=now,
        group=said.group,
        kind=Kind.WAITING,
        context={
            "group": said.group.name,
            "words": said.words,
            "what": "to be heard" if hear else "an answer",
            "by": when.day(promise.by),
            "late": count_of(promise.days_late, "working day") if promise.rung != Nudge.Rung.SOON else "",
        },
        path=queries.said_path(said),
        button="Say that you heard it" if hear else "Answer it",
        about=f"owed:{said.pk}:{said.round}:{said.stage}",
    )


@notices_queries.recheck(NUDGE)
def still_owed(letters, now):
    return queries.still_owed(letters)
