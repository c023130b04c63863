"""A PostgreSQL of our own, which may be stopped like a machine that loses its power. The shared one is never touched."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests import sink


def programs():
    """The folder of the newest PostgreSQL's programs here, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    here = shutil.which("initdb")
    return found[-1].parent if found else Path(here).parent if here else None


class Cluster:
    def __init__(self, folder, bin, user):
        self.folder, self.bin, self.user, self.port = folder, bin, user, sink.free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/letters"
        self.call("initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8")
        self.start()
        self.ask("CREATE DATABASE letters", database="postgres")

    def call(self, name, *words):
        subprocess.run(
            [self.bin / name, *map(str, words)], check=True, cwd=self.folder, user=self.user,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def start(self):
        told = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.call("pg_ctl", "-D", self.folder / "data", "-l", self.folder / "log", "-w", "-o", told, "start")

    def stop_at_once(self):
        """No last word: what was not committed is gone, and the next start recovers from the log."""
        self.call("pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def ask(self, question, *given, database="letters"):
        """Rows from a connection of its own, so that no test holds one that died with the server."""
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.port}/{database}", autocommit=True) as one:
            rows = one.execute(question, given)
            return rows.fetchall() if rows.description else []

    def move_in(self):
        """Everything the test has made so far, tables and rows, as it stands in the test's own database."""
        one = connection.settings_dict
        told = os.environ | {"PGPASSWORD": one["PASSWORD"] or ""}
        from_ = ["-h", one["HOST"] or "127.0.0.1", "-p", str(one["PORT"] or 5432), "-U", one["USER"] or "postgres"]
        kept = subprocess.run(
            [self.bin / "pg_dump", *from_, "--no-owner", one["NAME"]], check=True, env=told, stdout=subprocess.PIPE
        )
        subprocess.run(
            [self.bin / "psql", "-q", "-v", "ON_ERROR_STOP=1", self.url], check=True, input=kept.stdout,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip


@contextmanager
def running():
    bin, user = programs(), None
    if not bin:
        pytest.skip("needs PostgreSQL's initdb, to have a server that may be stopped at once")
    if os.getuid() == 0:  # PostgreSQL refuses to be started by root
        if "postgres" not in {one.pw_name for one in pwd.getpwall()}:
            pytest.skip("needs somebody called postgres, because PostgreSQL is not started by root")
        user = "postgres"
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if user:
        shutil.chown(folder, user)
    made = None
    try:
        made = Cluster(folder, bin, user)
        yield made
    finally:
        if made:
            made.stop_at_once()
        shutil.rmtree(folder, ignore_errors=True)
