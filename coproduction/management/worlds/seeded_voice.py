"""What a seeded group says in its talk: with a name, from the group, without a name, shared, changed, answered."""

from coproduction.management.worlds.rivers_voice import post, unnamed
from feedback.receipts import operations as receipts
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.membership import operations as membership

ENOUGH = 4  # so many members more, and somebody may speak without a name
LOOKING_IN = ("member", "second_member", "third_member", "member_4", "member_5")


def look_in(planted, *, now):
    for key in LOOKING_IN:
        membership.look_in(by=planted.who(key), now=now)


def answer(planted, who, words, *, now):
    voice.post(by=planted.who(who), now=now, words=words, parent=planted.posts["post"])


def change(planted, words, *, now):
    voice.change(by=planted.who("member"), now=now, post=planted.posts["post"], words=words)


def share(planted, *, now):
    by, shared = planted.who("facilitator"), planted.posts["post_from_the_group"]
    voice.share(by=by, now=now, post=shared, looked=True)


def show(planted, *, now):
    receipts.show(planted.group.pk, now=now)
    planted.posts["unnamed_post"] = Post.objects.get(group=planted.group, shown_as="UNNAMED")


def tell(story, cast, planted):
    at, tell, inside, guest = story.days.at, story.tell, cast.inside, cast.with_guest
    tell(at(4, 9, 1), look_in, planted)
    tell(at(4, 9, 2), post, planted, "post", "member", f"I find it hard {cast.word('post, words before', inside)}")
    tell(at(4, 9, 3), change, planted, f"It is hard {cast.word('post', inside)}")
    tell(at(4, 9, 4), answer, planted, "second_member", f"For me too {cast.word('answer to a post', inside)}")
    tell(
        at(4, 9, 5), post, planted, "post_from_the_group", "third_member",
        f"We wonder {cast.word('post, shared', guest)}", shown_as="GROUP",
        content_note=f"About loss {cast.word('content note, shared', guest)}",
    )  # fmt: skip
    tell(at(4, 9, 6), share, planted)
    tell(at(4, 10), unnamed, planted, "second_member", f"Nobody asks {cast.word('unnamed post', inside)}")
    tell(at(4, 14), show, planted)
