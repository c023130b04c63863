"""What several people said, joined; what stays talk; and a photo beside somebody's words: a token in every kind of text."""

import io
from datetime import timedelta

from PIL import Image

from feedback.attachments import operations as attachments
from feedback.gathering import operations as gathering
from feedback.voice import operations as voice


def tell(story, cast, planted) -> None:
    """Near the end of the story, so that everybody is there and nothing else of the cast changes by it."""
    story.tell(story.days.at(2, 17), join, cast, planted)


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), (90, 120, 160)).save(made, "JPEG")
    return made.getvalue()


def join(cast, planted, *, now):
    own, member = cast.inside, planted.who("member")

    def post(where, who="member", **more):
        words = f"In the talk {cast.word(where, own)}"
        return voice.post(by=planted.who(who), now=now - timedelta(days=12), words=words, **more)

    pieces = [post("a piece with a name"), post("a piece from the group", shown_as="GROUP")]
    loose, stays = post("said in the talk", "second_member"), post("what stays talk", "second_member")
    words = f"Together we say {cast.word('joined words', own)}"
    said = gathering.gather(by=planted.who("facilitator"), now=now, words=words, posts=pieces)
    strength = cast.word("how strongly people feel", own)
    gathering.say_strength(by=planted.who("facilitator"), now=now, said=said, words=strength)
    other = cast.word("seen differently", own)
    gathering.see_differently(by=planted.who("second_member"), now=now, said=said, words=other)
    because = cast.word("why it stays talk", own)
    kept = gathering.keep_as_talk(by=planted.who("facilitator"), now=now, post=stays, because=because)
    shown = cast.word("what a photo shows", own)
    file = attachments.attach(by=member, now=now, content=photo(), description=shown, post=pieces[0])
    piece = said.pieces.get(said_by=member)
    planted.more += [
        ("said_joined", said.number, "said", {"number": said.number}),
        ("piece", piece.pk, "take_piece_out", {"number": said.number, "piece_id": piece.pk}),
        ("post", loose.pk, "keep_as_talk", {"post_id": loose.pk}),
        ("post_named", pieces[0].pk, "attach_to_post", {"post_id": pieces[0].pk}),
        ("kept", kept.pk, "kept_as_talk", {}),
        ("file", file.pk, "attachment", {"file_id": file.pk}),
    ]
