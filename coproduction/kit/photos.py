"""A photo somebody sends: told by its content, drawn anew, so that nothing but the picture is left of it. Bytes in, bytes out.

What a camera writes beside the picture (where, when, with which phone) and whatever else hides in the file is not copied.
"""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from coproduction.kit.refusals import Refusal

KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# A picture that claims more is refused before it is unpacked. Only a JPEG can be unpacked smaller than it is.
MOST_POINTS = {"JPEG": 50_000_000, "PNG": 16_000_000, "WEBP": 16_000_000}
MOST_POINTS_IN_PASSES = 16_000_000  # a JPEG that comes in several passes is held whole meanwhile
LARGEST = 2560  # points on its longer side: enough to read a letter
# A picture is small as a file and large as points: never several of them in one process.
_one_at_a_time = threading.Lock()


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
        with _one_at_a_time, warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=list(KINDS)) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _drawn(picture)
    except Refusal:
        raise
    except Exception as error:  # Pillow has many ways of saying that bytes are no picture
        raise NotAPhoto() from error


def _drawn(picture) -> Drawn:
    kind = "JPEG" if picture.format == "MPO" else picture.format  # many phones put a second picture behind the first
    upright = ImageOps.exif_transpose(_made_small(picture, kind))
    with_gaps = kind != "JPEG" and _has_gaps(upright)
    flat = upright.convert("RGBA" if with_gaps else "RGB")
    alone = Image.new(flat.mode, flat.size)  # a new picture: what stood beside the old one stays behind
    alone.paste(flat)
    made = io.BytesIO()
    alone.save(made, kind, **({"quality": 85} if kind != "PNG" else {"optimize": False}))
    return Drawn(made.getvalue(), KINDS[kind])


def _made_small(picture, kind):
    """Before anything copies it: what comes after holds a few millions of points and no more."""
    in_passes = picture.info.get("progressive")
    if picture.width * picture.height > (MOST_POINTS_IN_PASSES if in_passes else MOST_POINTS[kind]):
        raise TooManyPoints()
    share = LARGEST / max(picture.size)
    picture.draft("RGB", tuple(max(1, int(side * share)) for side in picture.size))
    if picture.mode in ("P", "1"):  # colours that are numbers in a list have no in-between: letters would come out torn
        picture = picture.convert("L" if picture.mode == "1" else "RGBA" if _has_gaps(picture) else "RGB")
    picture.thumbnail((LARGEST, LARGEST), reducing_gap=2.0)
    return picture


def _has_gaps(picture) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
