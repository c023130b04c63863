"""How often somebody may try to get in, complain, or have a letter sent, as one name and from one place. Counted in the database.

Who is signed in counts as a place of their own.

What cannot be counted is refused: the cache for it raises, and nobody gets further (`coproduction.kit.kept`).
"""

import unicodedata
from dataclasses import dataclass

from django.core.cache import cache

from coproduction.kit import words

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


@dataclass(frozen=True)
class Limit:
    """How often, in how many seconds: by name from one place, and by name from all places that are strange to it."""

    one: tuple[tuple[int, int], ...]
    strangers: tuple[tuple[int, int], ...]
    place: tuple[tuple[int, int], ...] = ()  # from one place, whatever the name


A_LETTER = Limit(  # nobody fills somebody's inbox
    one=((3, MINUTE), (15, HOUR), (50, DAY)), strangers=((6, MINUTE), (30, HOUR), (120, DAY))
)
A_GUESS = Limit(one=((5, 5 * MINUTE), (20, DAY)), strangers=((10, 5 * MINUTE), (60, DAY)), place=((10, MINUTE),))
AN_INVITATION, FROM_ALL = ((3, HOUR), (6, DAY)), ((6, HOUR), (12, DAY))  # to one address, from one person and from all
LIMITS = {
    "password": A_GUESS,
    "wrong code": A_GUESS,
    "code": A_LETTER,
    "new password": A_LETTER,
    "complaint": Limit(one=((3, DAY),), strangers=((6, DAY),), place=((10, HOUR), (30, DAY))),
    # A group of 30 can be invited in one sitting; a member asks one or two to support them.
    "invitation": Limit(one=AN_INVITATION, strangers=FROM_ALL, place=((60, HOUR), (200, DAY))),
    "invitation of a supporter": Limit(one=AN_INVITATION, strangers=FROM_ALL, place=((5, HOUR), (10, DAY))),
}


def same_width(address: str) -> str:
    """An address as it was meant: letters of another width, or hidden ones between them, are the same letters."""
    return words.one_line(unicodedata.normalize("NFKC", address))


def one_name(address: str) -> str:
    """What counts as one name when tries are counted: the address without capitals, widths, dots and what stands behind a +.

    It only counts. Who it is that signs in is asked with the address itself.
    """
    name, at, domain = same_width(address).casefold().replace(" ", "").rpartition("@")
    return f"{name.partition('+')[0].replace('.', '')}{at}{domain.strip('.')}"


def counted(what: str, *, address: str, place: str, known: str = "") -> list[str] | None:
    """Counts one try. Gives what was counted, so that it can be taken back; None: too many.

    `known`: a browser that this person signed in with before has a count of its own. So strangers use up the tries of
    strangers and no more, and nobody is kept out of their own account by somebody who guesses.
    """
    limit, name = LIMITS[what], one_name(address)
    asked = [(f"{what} from {place}", times) for times in limit.place]
    asked += [(f"{what} with {known}" if known else f"{what} as {name} from {place}", times) for times in limit.one]
    asked += [] if known else [(f"{what} as {name}", times) for times in limit.strangers]
    taken = []
    for whose, (most, seconds) in asked:
        taken.append(key := f"{whose} in {seconds}")
        if cache.one_more(key, seconds) > most:
            return None
    return taken


def take_back(taken: list[str]) -> None:
    """It was the right one: that is no guess."""
    for key in taken:
        cache.one_less(key)
