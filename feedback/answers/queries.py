"""Who may do which deed of answering now."""

from feedback.log.models import Stage
from feedback.permissions import FeedbackAbility

ANSWERING = {
    "hear": (Stage.SENT,),
    "decide": (Stage.SENT, Stage.HEARD),
    "decide_again": (Stage.DOING,),
}


def what_they_may(said, membership) -> set[str]:
    """Which deeds of this room are this person's now, by the name of their page."""
    may = set()
    if membership.may(FeedbackAbility.ANSWER):
        may |= {deed for deed, stages in ANSWERING.items() if said.stage in stages}
    if said.was_sent and membership.for_the_system and membership.may(FeedbackAbility.CORRECT):
        may.add("correct_answer")
    return may
