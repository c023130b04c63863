"""What the invented group talks about: an answered thread, something hard to read, and words without a name."""

from feedback.receipts import operations as receipts
from feedback.voice import operations as voice
from groups.membership import operations as membership
from groups.membership.models import Role


def look_in(planted, *, now):
    """Every member opens the group's page, so that it is lively enough to speak without a name."""
    for key, member in planted.members.items():
        if member.role == Role.MEMBER and member.left_at is None:
            membership.look_in(by=planted.who(key), now=now)


def post(planted, key, who, words, *, now, parent=None, **more):
    thread = planted.posts[parent] if parent else None
    planted.posts[key] = voice.post(by=planted.who(who), now=now, words=words, parent=thread, **more)


def unnamed(planted, who, words, *, now):
    receipts.take(
        by=planted.who(who), now=now, form_key=words, typed=words, shown_as="UNNAMED", named=None, words=words
    )


def show(planted, *, now):
    receipts.show(planted.group.pk, now=now)


def me_too(planted, who, *, now):
    voice.say_me_too(by=planted.who(who), post=planted.posts["plan"])


PLAN = "My plan has six pages and none of them says what I like. Is yours the same?"
LOSS = "After my wife died nobody asked how I manage. They took her name off the form."
AFRAID = "I do not speak in meetings because I am afraid they will be short with me at the desk."
CUT = "When I complained once, my next visit was cut. I cannot say that with my name."


def tell(story, planted):
    at, tell = story.days.at, story.tell
    tell(at(9, 9), look_in, planted)
    tell(at(9, 10), post, planted, "plan", "sam", PLAN)
    tell(at(8, 11), post, planted, "same", "jo", "Mine too. It says what I cannot do.", parent="plan")
    ours = "We could each bring one page we wrote ourselves."
    tell(at(8, 12), post, planted, "ours", "derek", ours, parent="plan", shown_as="GROUP")
    for place, who in enumerate(("jo", "derek", "rhys")):
        tell(at(7, 10, place), me_too, planted, who)
    tell(at(6, 10), post, planted, "loss", "derek", LOSS, content_note="about losing someone")
    tell(at(3, 10), unnamed, planted, "rhys", AFRAID)
    tell(at(3, 11), unnamed, planted, "jo", CUT)
    tell(at(3, 13), show, planted)
    tell(at(2, 10), look_in, planted)
