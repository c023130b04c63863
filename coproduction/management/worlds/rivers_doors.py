"""The other doors of the demo: what came to mind after a meeting, words taken down on the telephone, an answer by e-mail, and e-mail that does not arrive."""

from feedback.later import operations as later
from feedback.log.models import Said
from feedback.scribing import operations as scribing
from feedback.voice import operations as voice
from groups.reach import operations as reach

LATER = [
    (12, "grace", "The room at Tarnwick", "NAME", "I forgot to say: the heater is there. Nobody is allowed to switch it on."),
    (11, "sam", None, "GROUP", "It would have been good to hear from the people who work in that room, too."),
]  # fmt: skip
ON_THE_PHONE = (
    2, "derek",
    "They moved my clinic to a Tuesday without asking. Tuesday is when the oxygen man comes.",
    "I have to choose between breathing and being seen.",
)  # fmt: skip
STILL_TO_CONFIRM = (
    1,
    "wanda",
    "The new forms are grey on grey. I cannot tell where to sign.",
    "I sign in the wrong place.",
)


def tell(story, planted) -> None:
    at = story.days.at
    for ago, who, item, shown_as, words in LATER:
        story.tell(at(ago, 18), add_later, planted, who, item, shown_as, words)
    story.tell(at(ON_THE_PHONE[0], 15), take_down, planted, *ON_THE_PHONE[1:], aloud=True)
    story.tell(at(STILL_TO_CONFIRM[0], 15), take_down, planted, *STILL_TO_CONFIRM[1:], aloud=False)
    story.tell(at(4, 11), email_comes_back, planted)
    story.tell(at(1, 17), answer_by_email, planted)


def add_later(planted, who, item, shown_as, words, *, now):
    meeting = planted.meetings["recent"]
    later.add(
        by=planted.who(who), now=now, meeting=meeting, words=words, shown_as=shown_as,
        item=meeting.items.get(title=item) if item else None,
    )  # fmt: skip


def take_down(planted, who, words, why, *, now, aloud):
    scribing.write_down(
        by=planted.who("marian"), member=planted.who(who), now=now, words=words, why_it_matters=why, reached_us="PHONE",
        shown_as="NAME", aloud=aloud,
    )  # fmt: skip


def answer_by_email(planted, *, now):
    """As it stands in the talk once an answer to a letter came by email."""
    said = Said.objects.filter(group=planted.group, stage="SENT").order_by("number").first()
    voice.post(
        by=planted.who("aisha"), now=now, said=said, came_from=Said.CameFrom.EMAIL,
        words="The same happened to me in March. I am glad that we said it.",
    )  # fmt: skip


def email_comes_back(planted, *, now):
    """Derek does not do email well: his mailbox is gone. Marian finds him among the people to reach another way."""
    reach.bounced(address=planted.who("derek").person.email, now=now)
