"""What a seeded group says in its talk: with a name, from the group, without a name, shared, changed, answered."""

from feedback.receipts import operations as receipts
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.membership import operations as membership

ENOUGH = 4  # so many members more, and somebody may speak without a name
LOOKING_IN = ("member", "second_member", "third_member", "member_4", "member_5")


def tell(story, cast, planted):
    at = story.days.at

    def look_in(*, now):
        for key in LOOKING_IN:
            membership.look_in(by=planted.who(key), now=now)

    def post(kind, who, words, *, now, **more):
        planted.posts[kind] = voice.post(by=planted.who(who), now=now, words=words, **more)

    def answer(who, words, *, now):
        voice.post(by=planted.who(who), now=now, words=words, parent=planted.posts["post"])

    def change(words, *, now):
        voice.change(by=planted.who("member"), now=now, post=planted.posts["post"], words=words)

    def share(*, now):
        by, shared = planted.who("facilitator"), planted.posts["post_from_the_group"]
        voice.share(by=by, now=now, post=shared, looked=True)

    def unnamed(words, *, now):
        receipts.take(
            by=planted.who("second_member"), now=now, form_key=f"{planted.group.pk}", typed=words, shown_as="UNNAMED",
            named=None, words=words,
        )  # fmt: skip

    def show(*, now):
        receipts.show(planted.group.pk, now=now)
        planted.posts["unnamed_post"] = Post.objects.get(group=planted.group, shown_as="UNNAMED")

    inside, guest = cast.inside, cast.with_guest
    story.tell(at(4, 9, 1), look_in)
    story.tell(at(4, 9, 2), post, "post", "member", f"I find it hard {cast.word('post, words before', inside)}")
    story.tell(at(4, 9, 3), change, f"It is hard {cast.word('post', inside)}")
    story.tell(at(4, 9, 4), answer, "second_member", f"For me too {cast.word('answer to a post', inside)}")
    story.tell(
        at(4, 9, 5), post, "post_from_the_group", "third_member", f"We wonder {cast.word('post, shared', guest)}",
        shown_as="GROUP", content_note=f"About loss {cast.word('content note, shared', guest)}",
    )  # fmt: skip
    story.tell(at(4, 9, 6), share)
    story.tell(at(4, 10), unnamed, f"Nobody asks {cast.word('unnamed post', inside)}")
    story.tell(at(4, 14), show)
