"""Items of seeded agendas and what they are about: a topic, and words that are not sent, on a meeting that has a guest."""

from feedback.subjects import operations as subjects
from groups.agendas.models import Item


def tell(story, cast, planted) -> None:
    story.tell(story.days.at(2, 17), say, planted)
    story.tell(story.days.at(2, 18), put, cast, planted)


def say(planted, *, now):
    item = Item.objects.get(meeting=planted.meetings["ahead"], raised_by=planted.members["member"])
    subjects.say(by=planted.who("member"), now=now, item=item, topic=planted.topics["topic"])


def put(cast, planted, *, now):
    """The guest reads the item, and nothing of the words the group is still agreeing."""
    title = f"Talk about {cast.word('item about an entry', cast.with_guest)}"
    subjects.put_on_agenda(
        by=planted.who("facilitator"), now=now, meeting=planted.meetings["nearly_full"], title=title, purpose="SHAPE",
        minutes=10, said=planted.said["agreeing"],
    )  # fmt: skip
