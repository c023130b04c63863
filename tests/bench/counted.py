"""What a piece of work costs: statements and processor time, because other work on the machine does not count towards that."""

import os
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class Counted:
    """Statements, and seconds of processor time of this process and of its database server process."""

    def __enter__(self):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.server = cursor.fetchone()[0]
        self.statements, self.wrapper = 0, connection.execute_wrapper(self.count)
        self.wrapper.__enter__()
        self.wall, self.mine, self.theirs = time.perf_counter(), time.process_time(), self.used()
        return self

    def count(self, execute, sql, params, many, context):
        self.statements += 1
        return execute(sql, params, many, context)

    def used(self) -> float:
        fields = Path(f"/proc/{self.server}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:13])) / TICKS

    def __exit__(self, *unused):
        self.wall, self.mine = time.perf_counter() - self.wall, time.process_time() - self.mine
        self.theirs = self.used() - self.theirs
        self.wrapper.__exit__(None, None, None)

    @property
    def cost(self) -> float:
        """Seconds of both processes together."""
        return self.mine + self.theirs
