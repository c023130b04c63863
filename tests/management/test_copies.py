"""A copy of everything, and back: the drill. On SQLite and, with DATABASE_URL set, on PostgreSQL."""

import json
import os
import shutil
import sqlite3
import stat
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection

from coproduction.kit.filing import Folder
from coproduction.management import copies, dumps, sealing
from feedback.log.models import Said
from groups.people.models import Person
from tests import builders
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
# The file is the same whatever the database; each copy of PostgreSQL costs half a minute on a small machine.
once = pytest.mark.skipif(connection.vendor != "sqlite", reason="asked on SQLite: the same on every database")
KEY = "a key that nobody else has, and long"
PHOTO, OTHER = "0a6d5f3e-1111-4222-8333-444455556666", "1b6d5f3e-1111-4222-8333-444455556666"
FILES = Folder("attachments")


@pytest.fixture(autouse=True)
def here(settings, tmp_path):
    if connection.vendor == "postgresql" and not shutil.which("pg_dump"):
        pytest.skip("needs the client of PostgreSQL (pg_dump)")
    settings.MEDIA_ROOT, settings.BACKUP_KEY, settings.ERASURES_FILE = tmp_path / "media", KEY, tmp_path / "erasures"


@pytest.fixture
def copy(here, tmp_path):
    """A group with something said, a photo, and the copy that was made then."""
    cast = Cast()
    builders.said(cast.group, "The letter comes too late")
    put(PHOTO, b"a photo")
    path = tmp_path / "copy"
    run("backup", path)
    return path


def put(key, content):
    FILES.write(key, content, builders.NOW)
    FILES.settle(key)


def run(command, *words):
    out = StringIO()
    call_command(command, *map(str, words), stdout=out)
    return out.getvalue()


def rows():
    """Everything that stands in the database, but for what a restore ends on purpose."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in ("django_session", "usersessions_usersession", "groups_kept"):
                cursor.execute(f'SELECT * FROM "{table}"')
                found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def files():
    root = FILES.root.parent
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def change_everything():
    Person.objects.filter(name="Sam").update(name="Somebody else")
    builders.said(builders.group("A group that came later"), "Said afterwards")
    FILES.delete(PHOTO)
    put(OTHER, b"another photo")


@pytest.mark.parametrize("key", [KEY, pytest.param("", marks=once)], ids=["sealed", "open"])
def test_after_a_restore_everything_is_as_it_was(copy, settings, key):
    settings.BACKUP_KEY = key
    told, before = run("backup", copy), (rows(), files())
    assert "1 files" in told and ("whoever has the file can read it" in told) == (not key)
    change_everything()
    assert (rows(), files()) != before
    told = run("restore", copy)
    assert (rows(), files()) == before
    assert "Everybody signs in again" in told and "0 people erased again" in told
    change_everything()  # and it works on: keys, counts and guards are there


def test_guards_of_the_database_are_back_too(copy):
    run("restore", copy)
    said = Said.objects.get(words="The letter comes too late")
    with pytest.raises(Exception, match="(?i)sent|change|words|append|never"):
        Said.objects.filter(pk=said.pk).update(words="It was never said")


@once
def test_a_copy_is_readable_by_its_owner_alone_and_shows_nothing(copy):
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"letter" not in copy.read_bytes() and not list(copy.parent.glob("*.part"))


def test_sessions_that_were_ended_since_stay_ended_and_the_cache_is_empty(copy):
    client = signed_in(Person.objects.get(name="Sam"))
    run("backup", copy)
    cache.set("of-another-time", "yes")
    assert client.session.get("_auth_user_id")
    run("restore", copy)
    assert not client.session.get("_auth_user_id") and cache.get("of-another-time") is None


@once
def test_it_can_be_only_looked_through(copy):
    change_everything()
    before = rows(), files()
    assert "Fine: the copy of" in run("restore", copy, "--check")
    assert (rows(), files()) == before


@once
def test_whoever_was_erased_since_is_erased_again(copy, settings):
    sam = Person.objects.get(name="Sam")
    settings.ERASURES_FILE.write_text(f"{sam.pk} {builders.NOW.isoformat()}\n")
    assert "1 person erased again" in run("restore", copy)
    assert Person.objects.get(pk=sam.pk).name != "Sam" and not Person.objects.filter(email=sam.email).exists()


# --- refused before anything is touched ---


def remade(copy, **changed):
    """The same copy with another list: what an older or newer site, or one on another database, would have written."""
    kept = copies._list

    def told(hashes, now):
        return kept(hashes, now) | changed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(copies, "_list", told)
        run("backup", copy)


def cut(copy):
    copy.write_bytes(copy.read_bytes()[:-40])


def scratch(copy):
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 255
    copy.write_bytes(content)


def older(copy):
    known = sorted(copies._known())
    remade(copy, migrations=[list(one) for one in known[:-1]])


def newer(copy):
    remade(copy, migrations=[*map(list, copies._known()), ["groups", "9999_tomorrow"]])


BAD = {
    "cut off": (cut, "damaged"),
    "scratched": (scratch, "damaged"),
    "of an older site": (older, "another version"),
    "of a newer site": (newer, "another version"),
    "of another database": (lambda copy: remade(copy, engine="oracle"), "another kind of database"),
    "with another content than its list": (lambda copy: remade(copy, hashes={}), "damaged"),
    "with a list nobody can read": (lambda copy: remade(copy, made_at="yesterday"), "damaged"),
    "of another program": (lambda copy: copy.write_bytes(b"PK\3\4 and so on"), "not a copy"),
    "not there": (lambda copy: copy.unlink(), "No such file"),
}


@pytest.mark.parametrize("what", ["scratched", *(pytest.param(one, marks=once) for one in BAD if one != "scratched")])
def test_a_copy_that_is_not_fine_is_refused_before_anything_is_touched(copy, what):
    spoil, sentence = BAD[what]
    spoil(copy)
    change_everything()
    before = rows(), files()
    with pytest.raises(CommandError, match=sentence):
        run("restore", copy)
    assert (rows(), files()) == before


@once
@pytest.mark.parametrize(("key", "sentence"), [("", "is sealed"), ("o" * 40, "another key")])
def test_without_the_right_key_nothing_is_touched(copy, settings, key, sentence):
    settings.BACKUP_KEY = key
    change_everything()
    before = rows(), files()
    with pytest.raises(CommandError, match=sentence):
        run("restore", copy)
    assert (rows(), files()) == before


@once
def test_where_a_key_is_set_a_copy_that_is_not_sealed_is_taken_only_if_that_is_said(copy, settings):
    """Whoever can lay a file beside the copies, without the key, must not bring in a site of their own."""
    settings.BACKUP_KEY = ""
    run("backup", copy)
    before, settings.BACKUP_KEY = rows(), KEY
    change_everything()
    changed = rows(), files()
    for words in ([], ["--check"]):
        with pytest.raises(CommandError, match="not sealed, and BACKUP_KEY is set"):
            run("restore", copy, *words)
    assert (rows(), files()) == changed
    assert "Fine" in run("restore", copy, "--check", "--not-sealed")
    run("restore", copy, "--not-sealed")
    assert rows() == before


@once
def test_saying_that_it_is_not_sealed_does_not_open_one_that_is(copy, settings):
    settings.BACKUP_KEY = "o" * 40
    with pytest.raises(CommandError, match="another key"):
        run("restore", copy, "--not-sealed")


@once
def test_an_open_copy_that_was_scratched_is_seen_by_its_hashes(copy, settings):
    settings.BACKUP_KEY = ""
    run("backup", copy)
    whole = copy.read_bytes()
    for place in range(len(sealing.OPEN) + 40, len(whole), len(whole) // 25):
        changed = bytearray(whole)
        changed[place] ^= 255
        copy.write_bytes(changed)
        with pytest.raises(CommandError, match="damaged"):
            run("restore", copy, "--check")


@once
@pytest.mark.parametrize("name", ["media/../../etc/x", "media//x", "media", "passwords/x", f"media/{copies.ASIDE}/x"])
def test_a_copy_with_a_file_that_would_lie_elsewhere_is_refused(copy, monkeypatch, name):
    fill = copies._add_files
    monkeypatch.setattr(copies, "_add_files", lambda add, kept: (fill(add, kept), name in kept or add(name, b"x")))
    run("backup", copy)
    with pytest.raises(CommandError, match="damaged"):
        run("restore", copy)


@once
def test_a_file_that_is_not_looked_through_first_does_harm(copy, monkeypatch):
    """Broken on purpose: without the look, a copy whose end is missing takes the files away."""
    cut(copy)
    change_everything()
    before = rows(), files()
    monkeypatch.setattr(copies, "_exchange", lambda root, new: [path.unlink() for path in copies._files()])
    monkeypatch.setattr(copies, "check", lambda path, **how: None)
    monkeypatch.setattr(copies, "_parts", lambda *args: iter(()))
    monkeypatch.setattr(dumps, "put_back", lambda content: None)
    with pytest.raises(AttributeError):
        run("restore", copy)
    assert (rows(), files()) != before


# --- while it is in use ---


@once
def test_a_file_that_comes_or_goes_while_the_copy_is_made_is_as_the_database_says(copy, monkeypatch):
    """One comes between the files and the database: a row may name it. One goes after we saw it."""
    pieces = dumps.pieces

    def in_use():
        put(OTHER, b"came in between")
        FILES.delete(PHOTO)
        yield from pieces()

    monkeypatch.setattr(dumps, "pieces", in_use)
    run("backup", copy)
    run("restore", copy)
    assert sorted(files().values()) == [b"a photo", b"came in between"]


@once
def test_a_file_that_is_gone_when_we_come_to_it_is_left_out(copy, monkeypatch):
    monkeypatch.setattr(copies, "_files", lambda: [Path(copies.settings.MEDIA_ROOT) / "attachments/aa/gone"])
    assert "0 files" in run("backup", copy)


@once
def test_a_copy_that_could_not_be_finished_leaves_the_one_before(copy, monkeypatch):
    before = copy.read_bytes()
    monkeypatch.setattr(dumps, "pieces", lambda: iter([b"x", 7]))
    with pytest.raises(TypeError):
        run("backup", copy)
    assert copy.read_bytes() == before and list(copy.parent.glob("copy*")) == [copy]


@once
def test_a_copy_that_cannot_be_written_is_told_in_words(here, tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("backup", tmp_path / "nowhere" / "copy")


def halves(content):
    """Pairs are written together: with one half of a pair, a copy is of no one moment."""
    copy = sqlite3.connect(":memory:")
    copy.deserialize(content)
    return copy.execute("SELECT count(*), sum(place) FROM pair").fetchone()


@once
def test_sqlite_gives_one_moment_while_others_write(tmp_path):
    live = sqlite3.connect(tmp_path / "db", isolation_level=None, timeout=20)
    live.executescript("PRAGMA journal_mode=WAL; CREATE TABLE pair (place, words);")
    over = threading.Event()

    def write():
        own = sqlite3.connect(tmp_path / "db", isolation_level=None, timeout=20)
        while not over.is_set():
            own.execute("BEGIN IMMEDIATE")
            for place in (1, -1):
                own.execute("INSERT INTO pair VALUES (?, ?)", [place, "x" * 900])
            own.execute("COMMIT")
        own.close()

    writer, counted = threading.Thread(target=write), set()
    writer.start()
    try:
        while len({count for count, _ in counted}) < 8:  # it is really written to meanwhile
            counted.add(halves(dumps.snapshot(live)))
    finally:
        over.set()
        writer.join()
    assert all(total in (0, None) and count % 2 == 0 for count, total in counted)


@pytest.mark.services
def test_postgresql_gives_one_moment_while_others_write(copy, tmp_path):
    import psycopg

    one = connection.settings_dict
    where = {
        "host": one["HOST"],
        "port": one["PORT"] or 5432,
        "dbname": one["NAME"],
        "user": one["USER"],
        "password": one["PASSWORD"],
    }
    with psycopg.connect(**where, autocommit=True) as own:
        own.execute("CREATE TABLE pair (place int, words text)")
        over = threading.Event()

        def write():
            with psycopg.connect(**where) as other:
                while not over.is_set():
                    other.execute("INSERT INTO pair VALUES (1, repeat('x', 900))")
                    other.execute("INSERT INTO pair VALUES (-1, 'y')")
                    other.commit()

        writer = threading.Thread(target=write)
        writer.start()
        try:
            run("backup", copy)
        finally:
            over.set()
            writer.join()
        try:
            more = own.execute("SELECT count(*) FROM pair").fetchone()[0]
            own.close()
            run("restore", copy)
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*), sum(place) FROM pair")
                count, total = cursor.fetchone()
            assert total == 0 and 0 < count < more and count % 2 == 0
        finally:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE pair")


# --- PostgreSQL says no ---


@once
def test_the_program_that_copies_reaches_the_database_as_safely_as_the_site_does(here, settings, monkeypatch, tmp_path):
    (tmp_path / "pg_dump").write_text('#!/bin/sh\nenv | grep "^PG" | sort\n')
    (tmp_path / "pg_dump").chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    tls = {"sslmode": "verify-full", "sslrootcert": "/ca.pem", "sslcert": "/us.pem", "sslkey": "/us.key"}
    there = {"HOST": "db.example.org", "PORT": "", "NAME": "n", "USER": "u", "PASSWORD": "p"}
    with monkeypatch.context() as elsewhere:
        for name, value in (there | {"OPTIONS": tls | {"pool": {}}}).items():
            elsewhere.setitem(connection.settings_dict, name, value)
        told = b"".join(dumps._of_postgresql()).decode().split()
    assert told == [
        "PGPASSWORD=p", "PGSSLCERT=/us.pem", "PGSSLKEY=/us.key", "PGSSLMODE=verify-full", "PGSSLROOTCERT=/ca.pem",
    ]  # fmt: skip


@pytest.mark.services
def test_what_postgresql_does_not_take_changes_nothing(here):
    Cast()
    before = rows()
    with pytest.raises(dumps.NotPutBack, match="syntax error"):
        dumps.put_back(iter([b"CREATE TABLE half (x int);\n", b"SELEC 1;\n" + b"-- \n" * 3_000_000]))
    assert rows() == before


HIDDEN = {
    "a line of its own": "\\! touch {0}\n",
    "behind a statement": "SELECT 1; \\! touch {0}\n",
    "where only a program that counts lines takes it for data": "/*\nCOPY x (a) FROM stdin;\n*/ \\! touch {0}\n\\.\n",
    "inside back quotes": "\\echo `touch {0}`\n",
    "into a program": "\\copy groups_person to program 'touch {0}'\n",
    "after a table": "CREATE TABLE public.x (a int);\nCOPY public.x (a) FROM stdin;\n1\n\\.\n\\! touch {0}\n",
}


@pytest.mark.services
@pytest.mark.parametrize("how", HIDDEN)
def test_nothing_in_a_copy_runs_a_program_of_this_machine(here, tmp_path, how):
    Cast()
    before, run_it = rows(), tmp_path / "it_ran"
    with pytest.raises(dumps.NotPutBack, match="syntax error|unterminated"):
        dumps.put_back(iter([b"CREATE TABLE public.half (x int);\n", HIDDEN[how].format(run_it).encode()]))
    assert rows() == before and not run_it.exists()


@pytest.mark.services
def test_what_newer_clients_of_postgresql_write_around_it_is_taken_and_rows_keep_every_sign(here):
    cast = Cast()
    builders.said(cast.group, "Back\\slash \\N \\. \\! tab\there\n\\.\nlast")
    before = rows()
    dump = b"\\restrict a1B2\n" + b"".join(dumps.pieces()) + b"\\unrestrict a1B2\n"
    dumps.put_back(dump[start : start + 7919] for start in range(0, len(dump), 7919))
    assert rows() == before


@pytest.mark.services
def test_a_copy_that_ends_inside_a_table_changes_nothing(here):
    Cast()
    before, dump = rows(), b"".join(dumps.pieces())
    with pytest.raises(dumps.NotPutBack, match="ends in the middle"):
        dumps.put_back(iter([dump[: dump.index(b"\n\\.\n") + 1]]))
    assert rows() == before


@pytest.mark.services
def test_what_postgresql_does_not_give_is_told(here, tmp_path, monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    with pytest.raises(CommandError, match="did not give its content"):
        run("backup", tmp_path / "copy")


@pytest.mark.services
def test_without_the_client_of_postgresql_it_says_what_is_missing(here, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(CommandError, match="pg_dump is not here"):
        run("backup", tmp_path / "copy")


def test_the_list_says_what_it_is_of(here, now):
    told = copies._list({"media/x": "0"}, now)
    assert json.loads(json.dumps(told))["engine"] == connection.vendor and len(told["migrations"]) > 40
