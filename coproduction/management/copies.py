"""A copy of everything in one file: the database in one snapshot, the files people added, and a list of both with their hashes.

A copy is looked through from end to end before it is put back: whatever is wrong with it, nothing has been touched by then.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from coproduction.kit.refusals import Refusal
from coproduction.management import dumps, remembered, sealing

LIST = "list.json"
ASIDE = ".putting-back"  # where files wait, below the folder they belong to


class OtherDatabase(Refusal):
    """This copy is of another kind of database."""


class OtherVersion(Refusal):
    """This copy was made by another version of the site. Put it back with that version, then migrate."""


@dataclass(frozen=True)
class Copy:
    made_at: datetime
    files: int
    size: int  # bytes, unpacked


# --- making one ---


def make(path: Path, *, key: str, now: datetime) -> Copy:
    """Whole or not at all: it is written under another name first, readable by its owner alone."""
    part = path.with_name(path.name + ".part")
    try:
        with open(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            out = sealing.Writer(file, key)
            made = _fill(out, now)
            out.finish()
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return made


def _fill(out, now: datetime) -> Copy:
    """Files before and after the database: then each that a row of the snapshot names is there, whatever happens meanwhile."""
    kept, size = {}, 0
    with tarfile.open(fileobj=out, mode="w|gz") as tar:

        def add(name: str, content: bytes):
            nonlocal size
            told = tarfile.TarInfo(name)
            told.size = len(content)
            tar.addfile(told, io.BytesIO(content))
            kept[name], size = hashlib.sha256(content).hexdigest(), size + len(content)

        _add_files(add, kept)
        for number, piece in enumerate(dumps.pieces()):
            add(f"database/{number:06}", piece)
        _add_files(add, kept)
        add(LIST, json.dumps(_list(kept, now)).encode())
    return Copy(now, sum(name.startswith("media/") for name in kept), size)


def _add_files(add, kept) -> None:
    for path in _files():
        name = f"media/{path.relative_to(settings.MEDIA_ROOT)}"
        if name not in kept:
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # moved or deleted since we looked
                continue
            add(name, content)


def _files() -> list[Path]:
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file() and ASIDE not in path.relative_to(root).parts)


def _list(kept: dict, now: datetime) -> dict:
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    return {
        "made_at": now.isoformat(), "engine": dumps.engine(), "django": django.__version__,
        "migrations": [list(one) for one in applied], "hashes": dict(kept), "erased": remembered.state(),
    }  # fmt: skip


# --- reading one ---


@contextmanager
def _opened(path: Path, key: str, open_too: bool):
    """Each part as its name and its bytes. What cannot be read is refused in our words."""
    with path.open("rb") as file:
        reader = sealing.Reader(file, key, open_too=open_too)
        try:
            with tarfile.open(fileobj=reader, mode="r|gz") as tar:
                yield ((one.name, tar.extractfile(one).read()) for one in tar if one.isfile())
            reader.rest()
        except (tarfile.TarError, zlib.error, EOFError, ValueError, KeyError, TypeError) as error:
            raise sealing.Damaged() from error


def check(path: Path, *, key: str, open_too: bool = False, no_list: str = "") -> Copy:
    """Reads all of it, and refuses what could not be put back as it was. With a key what is not sealed is, unless `open_too`.
    `no_list` is what the operator says where the list of who was erased is missing."""
    found, told, size = {}, b"", 0
    with _opened(path, key, open_too) as parts:
        for name, content in parts:
            size += len(content)
            if name == LIST:
                told = content
            else:
                found[name] = hashlib.sha256(content).hexdigest()
        kept = json.loads(told)
        made_at, hashes = datetime.fromisoformat(kept["made_at"]), kept["hashes"]
        migrations = {tuple(one) for one in kept["migrations"]}
        erased = dict(kept["erased"]) if kept.get("erased") else None  # a copy of before does not know the list
    if hashes != found or not all(_is_ours(name) for name in found):
        raise sealing.Damaged()
    if kept["engine"] != dumps.engine():
        raise OtherDatabase()
    if migrations != _known():
        raise OtherVersion()
    remembered.fits(erased, no_list)
    return Copy(made_at, sum(name.startswith("media/") for name in found), size)


def _is_ours(name: str) -> bool:
    """A part of the database, or a file that stays below its folder."""
    first, *rest = name.split("/")
    return first in ("database", "media") and bool(rest) and not {"", ".", "..", ASIDE} & set(rest)


def _known() -> set[tuple[str, str]]:
    return set(MigrationLoader(None).disk_migrations)


# --- putting one back ---


def put_back(path: Path, *, key: str, open_too: bool = False, no_list: str = "") -> Copy:
    """Files are laid ready, then the database is changed in one transaction, then files take their places."""
    checked = check(path, key=key, open_too=open_too, no_list=no_list)
    root = Path(settings.MEDIA_ROOT)
    aside = root / ASIDE
    shutil.rmtree(aside, ignore_errors=True)
    try:
        for name, content in _parts(path, key, open_too, "media/"):
            _lay(aside / name, content)
        dumps.put_back(content for _, content in _parts(path, key, open_too, "database/"))
        _exchange(root, aside / "media")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return checked


def _parts(path: Path, key: str, open_too: bool, below: str) -> Iterator[tuple[str, bytes]]:
    with _opened(path, key, open_too) as parts:
        yield from ((name, content) for name, content in parts if name.startswith(below))


def _lay(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)


def _exchange(root: Path, new: Path) -> None:
    """Whatever is not in the copy goes; each file of the copy moves to its place, on the same disk."""
    for path in _files():
        path.unlink()
    for path in sorted(new.rglob("*")):
        if path.is_file():
            place = root / path.relative_to(new)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(place)
