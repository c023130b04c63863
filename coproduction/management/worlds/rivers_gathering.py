"""What several people of the invented group said about one thing, joined into one entry; what stays talk; and a photo."""

import io

from PIL import Image, ImageDraw

from coproduction.management.worlds.rivers_voice import post
from feedback.attachments import operations as attachments
from feedback.drafts import operations as drafts
from feedback.gathering import operations as gathering

SAID = [
    ("ramp-wet", "grace", "NAME", "The ramp at Tarnwick is slippery when it rains. I wait in the car until it is dry."),
    ("ramp-rail", "derek", "GROUP", "There is no rail on the left side. My left hand is the one that works."),
    ("ramp-dark", "aisha", "NAME", "After four it is dark there in winter, and the lamp has been out since last year."),
]
TALK = ("ramp-cake", "wanda", "NAME", "The cake at the last meeting was the best yet. Who made it?")
TOGETHER = "The ramp at Tarnwick is wet, dark and has a rail on one side only. Make it safe to use in every weather, for either hand."
WHY = "Three of us have waited outside or gone home."
STRENGTH = "Everyone who uses the ramp feels strongly about the rail. Most would wait for the lamp."
DIFFERENTLY = "I would rather have the side door opened. Then nobody needs the ramp."
BECAUSE = "It was a thank-you between us. Nobody is asked to change anything."


def tell(story, planted) -> None:
    at = story.days.at
    for place, (key, who, shown_as, words) in enumerate([*SAID, TALK]):
        story.tell(at(8, 16, place), post, planted, key, who, words, shown_as=shown_as)
    story.tell(at(7, 16), add_photo, planted)
    story.tell(at(5, 15), join, planted)


def add_photo(planted, *, now):
    attachments.attach(
        by=planted.who("grace"), now=now, content=photo(), post=planted.posts["ramp-wet"],
        description="The ramp after rain. Water stands at the bottom of it.",
    )  # fmt: skip


def join(planted, *, now):
    facilitator, posts = planted.who("marian"), [planted.posts[key] for key, *_ in SAID]
    said = gathering.gather(by=facilitator, now=now, words=TOGETHER, why_it_matters=WHY, posts=posts)
    gathering.say_strength(by=facilitator, now=now, said=said, words=STRENGTH)
    gathering.see_differently(by=planted.who("tilly"), now=now, said=said, words=DIFFERENTLY)
    gathering.keep_as_talk(by=facilitator, now=now, post=planted.posts[TALK[0]], because=BECAUSE)
    drafts.put_to_group(by=facilitator, now=now, said=said, agree_by=planted.days.on(-4))


def photo() -> bytes:
    """Drawn here: a grey ramp, a brown door, a pool of water."""
    picture, made = Image.new("RGB", (640, 420), (186, 205, 222)), io.BytesIO()
    brush = ImageDraw.Draw(picture)
    brush.rectangle((0, 300, 640, 420), fill=(96, 110, 92))
    brush.rectangle((470, 110, 580, 300), fill=(112, 74, 52))
    brush.polygon(((90, 380), (470, 250), (560, 300), (250, 420)), fill=(140, 142, 146))
    brush.ellipse((90, 360, 300, 415), fill=(88, 118, 150))
    picture.save(made, "JPEG", quality=85)
    return made.getvalue()
