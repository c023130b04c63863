"""Which letters go together, and what they waited for."""

from groups.choices import queries as choices
from groups.notices import queries as notices
from groups.notices.models import Letter


def with_their_ways(letters: list[Letter]) -> list[Letter]:
    """The same letters, with what their people chose for their groups. One statement, or none for no letters."""
    groups = {letter.group_id for letter in letters if letter.group_id}
    ways = choices.ways_of({letter.person_id for letter in letters}, groups) if groups else {}
    for letter in letters:
        choices.remember(letter.person, letter.group_id, ways)
    return letters


def goes_with(letter: Letter) -> tuple[int, int | None]:
    """Letters go out together with those to the same person, unless one's group has a way of its own: (person, group)."""
    own, usual = (choices.wanted(letter.person, group).channel for group in (letter.group_id, None))
    return letter.person_id, letter.group_id if own != usual else None


def was_for_batch(letter: Letter) -> bool:
    """Whether it was held for that, and not only until a quiet time was over."""
    wanted = choices.wanted(letter.person, letter.group_id)
    return notices.batch_at(letter, wanted, letter.held_at) is not None
