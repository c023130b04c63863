"""Run as a process of its own by `test_budgets`: four workers begin letters by text at the same moment."""

import json
import os
import time
from threading import Barrier, Thread

import django

WORKERS = 4


def main():
    django.setup()
    from django.db import connection

    from groups.carriers import operations, queries
    from groups.carriers.models import Spent
    from groups.notices.models import Letter
    from tests.builders import NOW

    if os.environ.get("LOOK_THEN_COUNT"):
        operations._count = look_then_count
    ready, said = Barrier(WORKERS), []

    def worker(letters):
        ready.wait(60)
        for letter in letters:
            going = queries.Going("TEXT", f"+44770090{letter.pk:04d}")
            said.append(operations.begin(letter, going=going, takes_replies=False, now=NOW))
        connection.close()

    letters = list(Letter.objects.order_by("key"))
    connection.close()
    workers = [Thread(target=worker, args=(letters[number::WORKERS],)) for number in range(WORKERS)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    counted = Spent.objects.get(whom="site").used
    print(json.dumps({"begun": said.count(True), "refused": said.count(False), "counted": counted}))


def look_then_count(letter, way, month):
    """The negative control: of the site alone, because the rows of a person and a group would make the others wait."""
    from groups.carriers import queries
    from groups.carriers.models import Spent

    for whom, most in queries.limits(way, person_id=None, group_id=None):
        one, _ = Spent.objects.get_or_create(whom=whom, way=way, month_on=month)
        if one.used >= most:
            return False
        time.sleep(0.02)
        Spent.objects.filter(pk=one.pk).update(used=one.used + 1)
    return True


if __name__ == "__main__":
    main()
