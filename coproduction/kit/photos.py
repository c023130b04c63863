"""A photo somebody sends: told by its content, drawn anew, so that nothing but the picture is left of it. Bytes in, bytes out.

What a camera writes beside the picture (where, when, with which phone) and whatever else hides in the file is not copied.
"""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from coproduction.kit.refusals import Refusal

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
MOST_POINTS = 50_000_000  # a picture that claims more is refused before it is unpacked
LARGEST = 2560  # points on its longer side: enough to read a letter


class NotAPhoto(Refusal):
    """We could not read this photo. Try another one, or take it again."""


class TooManyPoints(NotAPhoto):
    """This photo is too large in width and height. Make it smaller and try again."""


@dataclass(frozen=True)
class Drawn:
    content: bytes
    content_type: str


def looks_like_one(content: bytes) -> bool:
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    )  # fmt: skip


def drawn_anew(content: bytes) -> Drawn:
    """The picture alone, the right way up. Only the first of several."""
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=list(KINDS)) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(picture)
    except Refusal:
        raise
    except Exception as error:  # Pillow has many ways of saying that bytes are no picture
        raise NotAPhoto() from error


def _drawn(picture) -> Drawn:
    kind = "JPEG" if picture.format == "MPO" else picture.format  # many phones put a second picture behind the first
    if picture.width * picture.height > MOST_POINTS:
        raise TooManyPoints()
    picture.draft("RGB", (LARGEST, LARGEST))
    upright = ImageOps.exif_transpose(picture)
    with_gaps = kind != "JPEG" and (upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info)
    flat = upright.convert("RGBA" if with_gaps else "RGB")
    flat.thumbnail((LARGEST, LARGEST))
    alone = Image.new(flat.mode, flat.size)  # a new picture: what stood beside the old one stays behind
    alone.paste(flat)
    made = io.BytesIO()
    alone.save(made, kind, **({"quality": 85} if kind != "PNG" else {"optimize": False}))
    return Drawn(made.getvalue(), KINDS[kind])
