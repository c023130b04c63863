"""The list of who was erased, when a copy is made and when one is put back: without it an older copy brings people back."""

from dataclasses import asdict

from django.db import connection

from coproduction.kit.refusals import Refusal
from coproduction.kit.words import count_of
from groups.erased import operations, queries
from groups.erasures.models import Erasure

NOBODY, LOST = "nobody", "lost"  # what an operator may say of a list that is not there


class NoList(Refusal):
    """There is no list of who was erased."""


class OtherList(Refusal):
    """The list of who was erased is not the one that was there when this copy was made."""


# --- when a copy is made ---


def begun() -> str:
    """Begins the list where nobody was erased yet, so that one that is missing means something. Gives what is wrong with it, if
    something is."""
    try:
        if not queries.there() and _known_here():
            return (
                f"People were erased here, and there is no list of that at {queries.path()}. Bring it back: without it no copy "
                "can be put back safely, and nobody can tell what an erasure did to the history."
            )
        operations.begin()
        queries.lines()
    except (Refusal, OSError) as error:
        return f"The list of who was erased at {queries.path()} cannot be read or written ({error}). The copy does not know it."
    return ""


def state() -> dict | None:
    try:
        found = queries.state()
    except OSError:  # better a copy that does not know the list than none
        return None
    return found and asdict(found)


# --- when one is put back ---


def fits(told: dict | None, said: str) -> None:
    """Refuses a copy whose erasures could not be done again. `told` is what the copy knows of the list, `said` what the operator
    says where there is none."""
    queries.lines()  # one that cannot be read is told now
    if said == LOST:
        return
    known = told["lines"] if told else 0
    if not queries.there():
        if said != NOBODY:
            raise NoList(_without())
        if known:
            raise OtherList(
                f"Somebody was erased: when this copy was made the list of that had {count_of(known, 'line')}."
            )
        if here := _known_here():
            raise OtherList(f"Somebody was erased: the database that is here knows of {count_of(here, 'erasure')}.")
    elif told and state_of(known) != told:
        raise OtherList(
            f"When this copy was made the list of who was erased had {count_of(known, 'line')}. The one at {queries.path()} is "
            "older, or another one: whoever is not on it would be here again. Lay the newest list there and try again."
        )


def state_of(lines: int) -> dict | None:
    found = queries.state(lines)
    return found and asdict(found)


def _without() -> str:
    return (
        f"There is no list of who was erased at {queries.path()}. Without it whoever was erased since this copy was made would be "
        "here again, with everything that was known of them. Lay the list of the site there and try again. If nobody was ever "
        "erased on that site, say --nobody-was-erased. If somebody was and the list is lost, say --list-is-lost; then it is you "
        "who must know whom to erase again."
    )


def _known_here() -> int:
    """How many erasures the database knows of that is here now, if it has such a table."""
    if Erasure._meta.db_table not in connection.introspection.table_names():
        return 0
    return Erasure.objects.exclude(done_at=None).count()
