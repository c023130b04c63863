"""What the invented group talks about: an answered thread, something hard to read, and words without a name."""

from feedback.receipts import operations as receipts
from feedback.voice import operations as voice
from groups.membership import operations as membership
from groups.membership.models import Role


def tell(story, planted):
    at = story.days.at
    made = {}

    def look_in(*, now):
        for key, member in planted.members.items():
            if member.role == Role.MEMBER and member.left_at is None:
                membership.look_in(by=planted.who(key), now=now)

    def post(key, who, words, *, now, parent=None, **more):
        thread = made[parent] if parent else None
        made[key] = voice.post(by=planted.who(who), now=now, words=words, parent=thread, **more)

    def unnamed(who, words, *, now):
        receipts.take(
            by=planted.who(who), now=now, form_key=words, typed=words, shown_as="UNNAMED", named=None, words=words
        )

    def show(*, now):
        receipts.show(planted.group.pk, now=now)

    def me_too(who, *, now):
        voice.say_me_too(by=planted.who(who), post=made["plan"])

    story.tell(at(9, 9), look_in)
    story.tell(
        at(9, 10), post, "plan", "sam", "My plan has six pages and none of them says what I like. Is yours the same?"
    )
    story.tell(at(8, 11), post, "same", "jo", "Mine too. It says what I cannot do.", parent="plan")
    story.tell(
        at(8, 12),
        post,
        "ours",
        "derek",
        "We could each bring one page we wrote ourselves.",
        parent="plan",
        shown_as="GROUP",
    )
    for place, who in enumerate(("jo", "derek", "rhys")):
        story.tell(at(7, 10, place), me_too, who)
    story.tell(
        at(6, 10), post, "loss", "derek", "After my wife died nobody asked how I manage. They took her name off the form.",
        content_note="about losing someone",
    )  # fmt: skip
    story.tell(
        at(3, 10),
        unnamed,
        "rhys",
        "I do not speak in meetings because I am afraid they will be short with me at the desk.",
    )
    story.tell(
        at(3, 11), unnamed, "jo", "When I complained once, my next visit was cut. I cannot say that with my name."
    )
    story.tell(at(3, 13), show)
    story.tell(at(2, 10), look_in)
