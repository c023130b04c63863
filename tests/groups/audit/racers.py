"""Two who write history and two who link it, all at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import DatabaseError, connection

from groups.history.models import Event
from groups.history.operations import record
from tests.builders import NOW


def race(group, link) -> list[str]:
    """200 lines, 100 by each. Gives the kinds of what went wrong while linking."""
    ready, failed = Barrier(4), []

    def write(name):
        ready.wait(30)
        for number in range(100):
            record("tea_made", f"{name} made {number} teas.", at=NOW, group=group)

    def go_on_linking(name):
        ready.wait(30)
        while Event.objects.unlinked().exists() or Event.objects.count() < 200:
            try:
                link(now=NOW)
            except DatabaseError as error:
                failed.append(type(error).__name__)

    def closing(deed):
        def do(name):
            try:
                deed(name)
            finally:
                connection.close()

        return do

    with ThreadPoolExecutor(4) as people:
        done = [
            people.submit(closing(deed), f"{n}") for n, deed in enumerate((write, write, go_on_linking, go_on_linking))
        ]
        for one in done:
            one.result()
    return failed
