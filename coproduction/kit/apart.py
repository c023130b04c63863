"""Work for many at once, in which one whose data are broken must not hold up the others."""

import logging
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, transaction

log = logging.getLogger(__name__)
OF_ALL = (OperationalError, InterfaceError)  # the database is away, or somebody holds it: nobody's data are to blame


def done(many: list, do: Callable[[list], dict], else_say: str) -> tuple[dict, list[tuple]]:
    """What `do` gave for all of these together, and those for whom it raises, each with their error.

    Costs nothing more as long as all goes well. Where it does not, it is done for each half by itself, and so on. What was
    changed for those who failed is taken back, and the log has a line for each, which names nobody.
    """
    if not many:
        return {}, []
    try:
        with transaction.atomic():
            return do(many), []
    except OF_ALL:
        raise
    except Exception as error:  # whatever is wrong with one, the others must still be served
        if len(many) == 1:
            log.error("%s: %s", else_say, type(error).__name__, exc_info=True)
            return {}, [(many[0], error)]
    middle = len(many) // 2
    first, rest = done(many[:middle], do, else_say), done(many[middle:], do, else_say)
    return first[0] | rest[0], first[1] + rest[1]
