"""The letter about a decision of a meeting that stands with an entry now: to whoever answers it, and to whose words began it."""

from datetime import datetime

from feedback.log import queries as log
from groups.notices import operations as notices

STEM = "feedback/sources/emails/noted"


def noted(said, step, decided: str, *, now: datetime):
    own = log.own_to(said)
    readers = {m.person_id: m for m in (*log.owners(said), *log.whose_words(said))}
    letters = [
        {"to": m.person, "key": f"noted:step-{step.pk}:person-{m.person_id}", **own(m)} for m in readers.values()
    ]
    notices.post_many(
        STEM, letters, at=now, group=said.group, path=said.get_absolute_url(), about=f"said:{said.pk}:{step.pk}",
        button="Read where it stands",
        context={"words": said.words, "number": said.number, "decided": decided, "headline": step.headline},
    )  # fmt: skip
