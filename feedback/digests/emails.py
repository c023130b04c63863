from coproduction.kit.words import count_of
from feedback.digests import queries
from feedback.digests.models import Nudge
from feedback.log.models import Stage
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

DIGEST, NUDGE = "feedback/digests/emails/progress", "feedback/digests/emails/nudge"


def progress(served, *, now):
    """One digest for each pair of subscription and digest, in one go."""
    notices.post_many(
        DIGEST,
        [
            {
                "to": one.membership.person,
                "key": f"digest:{one.pk}:{one.next_due_at:%Y-%m-%dT%H:%M}",
                "group": one.membership.group,
                "context": {"digest": digest, "subject": digest.subject, "frequency": one.get_frequency_display()},
                "path": queries.digest_path(one.membership.group),
                "about": f"role:{one.membership_id}:{one.membership.role}",
            }
            for one, digest in served
        ],
        at=now,
        kind=Kind.DIGEST,
        button="Open your group’s page",
    )


def nudge(promise, membership, *, now):
    said = promise.said
    hear = said.stage == Stage.SENT
    notices.post(
        NUDGE,
        to=membership.person,
        key=f"nudge:said-{said.pk}:r{said.round}:{said.stage}:{promise.rung}:person-{membership.person_id}",
        at=now,
        group=said.group,
        kind=Kind.WAITING,
        context={
            "group": said.group.name,
            "words": said.words,
            "what": "to be heard" if hear else "an answer",
            "by": f"{promise.by:%-d %B %Y}",
            "late": count_of(promise.days_late, "working day") if promise.rung != Nudge.Rung.SOON else "",
        },
        path=queries.said_path(said),
        button="Say that you heard it" if hear else "Answer it",
        about=f"owed:{said.pk}:{said.round}:{said.stage}",
    )


@notices_queries.recheck(NUDGE)
def still_owed(letters, now):
    return queries.still_owed(letters)


@notices_queries.recheck(DIGEST)
def still_in_that_role(letters, now):
    return queries.still_in_that_role(letters)
