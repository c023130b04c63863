"""How a world's story is written down: what happened, so many working days ago, by whom. `planting` makes it happen."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Told:
    """One step: `deed` by somebody (their key), `ago` working days before today. A negative `ago` is still ahead."""

    ago: int
    deed: str
    by: str
    given: dict = field(default_factory=dict)


def told(ago: int, deed: str, by: str, /, **given) -> Told:
    return Told(ago, deed, by, given)


@dataclass(frozen=True)
class Piece:
    """One thing the group said, and everything that became of it."""

    key: str
    ago: int
    by: str
    words: str
    why: str
    topic: str
    steps: tuple[Told, ...] = ()
    named: bool = False
    came_from: str = "POST"
    meeting: str = ""


def agreed(put: int, sent: int, by: str, yes: str, *, change=(), not_yet=(), sender="marian") -> tuple[Told, ...]:
    """The usual way to sending: put to the group, members say, a facilitator sends it."""
    words = [told(put - 1, "agree", who, answer="AGREE") for who in yes.split()]
    words += [told(put - 2, "agree", who, answer="WITH_CHANGE", reason=reason) for who, reason in change]
    words += [told(put - 2, "agree", who, answer="NOT_YET", reason=reason) for who, reason in not_yet]
    return (told(put, "put_to_group", by), *words, told(sent, "send", sender))


def yes(ago: int, who: str) -> tuple[Told, ...]:
    """Several say *yes, that answers it*, without more words."""
    return tuple(told(ago, "say_if_answered", one, answer="YES", words="") for one in who.split())
