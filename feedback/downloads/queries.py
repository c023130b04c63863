from collections.abc import Iterator

from django.db.models import Prefetch

from feedback.log.models import Said, Step

HEADINGS = (
    "Number", "What we said", "Why it matters to us", "Topic", "Where it stands", "Where it came from",
    "When it happened", "Source", "Sent", "What happened",
)  # fmt: skip


def log_rows(membership) -> Iterator[list]:
    """One line for each thing the reader may see, oldest first. Read in pieces, so that a long log needs little memory."""
    steps = Prefetch("steps", Step.objects.visible_to(membership).in_order(), to_attr="told")
    said = Said.objects.visible_to(membership).select_related("topic").prefetch_related(steps).order_by("number")
    local = membership.group.local
    for one in said.iterator(chunk_size=1000):
        yield [
            one.number, one.words, one.why_it_matters, one.topic.name if one.topic else "", one.tag,
            one.get_came_from_display(), one.happened, one.source, day(local(one.sent_at)) if one.sent_at else "",
            "\n".join(f"{day(local(step.at))}: {told(step)}" for step in one.told),
        ]  # fmt: skip


def day(at) -> str:
    return f"{at.day} {at:%B %Y}"


def told(step) -> str:
    return ". ".join(
        [step.headline, *filter(None, [step.text]), *(f"{label}: {words}" for label, words in step.details)]
    )
