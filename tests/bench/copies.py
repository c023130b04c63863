"""How long a copy of everything takes, to make, to look through and to put back: `python -m tests.bench.copies`.

On PostgreSQL, with the seeded world whose first group said 20,000 things and 100 MB of files. Prints the size of the database
and seconds on the clock, each the middle of three.
"""

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from tests.bench import stage

SAID, FILES, OF = 20_000, 50, 2_000_000
MANAGE = ("backup",), ("restore", "--check"), ("restore",)


def environment(database, folder):
    return os.environ | {
        "TEST_MODE": "1", "DATABASE_URL": f"postgres://{stage.PG['user']}@{stage.PG['host']}:{stage.PG['port']}/{database}",
        "REDIS_URL": stage.REDIS, "VAR_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "coproduction.settings",
        "CLOCK_AT": "2026-11-18T10:00:00+00:00", "BACKUP_KEY": "a key of the bench, and long enough",
    }  # fmt: skip


def fill(folder):
    """What people add does not pack any smaller: photos, recordings."""
    for number in range(FILES):
        place = Path(folder, "media", "attachments", f"{number:02}", f"file-{number}")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(os.urandom(OF))


def asked(database, question) -> str:
    command = [
        "psql",
        "-h",
        stage.PG["host"],
        "-p",
        stage.PG["port"],
        "-U",
        stage.PG["user"],
        "-d",
        database,
        "-Atc",
        question,
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def took(env, copy, command) -> float:
    name, *words = command
    began = time.monotonic()
    stage.manage(stage.HOUSE, env, name, copy, *words)
    return time.monotonic() - began


def main():
    database = stage.new_database(f"{stage.PREFIX}_copies")
    try:
        with tempfile.TemporaryDirectory() as folder:
            env = environment(database, folder)
            stage.manage(stage.HOUSE, env, "migrate", "-v0")
            stage.manage(stage.HOUSE, env, "seed_world", "--seed", "7", "--said", str(SAID), "--json")
            fill(folder)
            size = int(asked(database, "select pg_database_size(current_database())"))
            entries = asked(database, "select count(*) from feedback_said")
            print(f"{entries} entries, a database of {size / 1e6:.0f} MB, {FILES * OF / 1e6:.0f} MB of files")
            found = {command: [] for command in MANAGE}
            for _ in range(3):
                for command in MANAGE:
                    found[command].append(took(env, f"{folder}/copy", command))
            print(f"the copy has {os.stat(f'{folder}/copy').st_size / 1e6:.0f} MB")
            for command, seconds in found.items():
                each = ", ".join(f"{one:.1f}" for one in seconds)
                print(f"{' '.join(command)}: {statistics.median(seconds):.1f} s ({each})")
            print(f"load of this machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    finally:
        subprocess.run(
            ["dropdb", "-h", stage.PG["host"], "-U", stage.PG["user"], "--force", "--if-exists", database], check=True
        )


if __name__ == "__main__":
    main()
