"""To each whose words were answered together with others: their own words, and what was decided about them."""

from datetime import datetime

from feedback.log.models import Stage
from feedback.together import queries
from groups.notices import operations as notices


def answered(steps, *, by, now: datetime):
    """A letter for each entry and reader. Two who said the like never meet each other's words."""
    readers = queries.whose_words([step.said for step in steps])
    asks = steps[0].stage_to == Stage.CANNOT
    notices.post_many(
        "feedback/together/emails/answered",
        [
            {
                "to": member.person, "key": f"answered:said-{step.said_id}:step-{step.pk}:person-{member.person_id}",
                "path": step.said.get_absolute_url(), "about": f"said:{step.said_id}:{step.pk}",
                "context": {"words": step.said.words, "number": step.said.number, "details": step.details},
            }
            for step in steps
            for member in readers[step.said_id]
        ],
        at=now, group=by.group, button="Say if that answers it" if asks else "Read it",
        context={"headline": steps[0].headline, "who": f"{by.person.name}, {by.get_role_display()}", "asks": asks},
    )  # fmt: skip
