"""Files that only the site itself may read, in a folder below MEDIA_ROOT that no address leads to.

A new file lies apart until its row is written for good, then moves to its place. What a stop in the wrong moment left
behind can be found among the new ones.
"""

import logging
import os
import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.http import FileResponse

from coproduction.kit import scanner
from coproduction.kit.refusals import Refusal

LEFT_OVER = timedelta(hours=1)
AT_A_TIME = 100
NOTHING = "; ".join(
    f"{what} 'none'" for what in ["default-src", "object-src", "base-uri", "form-action", "frame-ancestors"]
)
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
log = logging.getLogger("groups.files")


class NotKept(Refusal):
    """We have no place to keep this file just now, so we did not keep it. Please try again later."""


class Folder:
    """`name` is its own below MEDIA_ROOT. A file is known by its key (a UUID as words)."""

    def __init__(self, name: str):
        self.name = name

    @property
    def root(self) -> Path:
        return Path(settings.MEDIA_ROOT) / self.name

    def new(self, key: str) -> Path:
        return self.root / "new" / key

    def address(self, key: str) -> str:
        """Where it lies for good, below MEDIA_ROOT."""
        return f"{self.name}/{key[:2]}/{key}"

    def place(self, key: str) -> Path:
        return Path(settings.MEDIA_ROOT) / self.address(key)

    def write(self, key: str, content: bytes, now: datetime) -> Path:
        """Readable by the site alone; dated by the clock everything else goes by. A disk that is full or away refuses it."""
        path = self.new(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.utime(path, (now.timestamp(), now.timestamp()))
        except OSError as error:
            log.error("A file could not be written: %s", type(error).__name__)
            raise NotKept() from error
        return path

    @contextmanager
    def kept(self, key: str, content: bytes, now: datetime):
        """Writes it and has it scanned, and gives whether it was. If that or what is done inside fails, nothing is kept."""
        try:
            yield scanner.scan(settings.FILE_SCANNER, self.write(key, content, now))
        except BaseException:
            self.delete(key)
            raise

    def settle(self, key: str) -> None:
        """From the new ones to its place. Twice is once."""
        new, place = self.new(key), self.place(key)
        if new.is_file():
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.replace(place)

    def find(self, key: str) -> Path | None:
        """Where it lies now. Between writing the row and moving the file it is still with the new ones."""
        return next((path for path in (self.place(key), self.new(key)) if path.is_file()), None)

    def delete(self, key: str) -> bool:
        """Whether there was one."""
        found = [path for path in (self.new(key), self.place(key)) if path.is_file()]
        for path in found:
            path.unlink(missing_ok=True)
        return bool(found)

    def new_ones(self) -> list[Path]:
        """Files that nobody moved to their place yet."""
        folder = self.root / "new"
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def clear_up(self, has_a_row, now: datetime) -> int:
        """Moves new ones that have a row; deletes those whose row nobody can be writing any more. Gives how many."""
        did = 0
        for path in self.new_ones()[:AT_A_TIME]:
            if _KEY.fullmatch(path.name) and has_a_row(path.name):
                self.settle(path.name)
            elif path.stat().st_mtime < (now - LEFT_OVER).timestamp():
                path.unlink(missing_ok=True)
            else:
                continue
            did += 1
        return did


def saved_only(path: Path, filename: str, content_type: str) -> FileResponse:
    """Always saved, never shown in the page; no store keeps a copy on the way; a browser may not guess or run it."""
    response = FileResponse(path.open("rb"), as_attachment=True, filename=filename, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = f"{NOTHING}; sandbox"
    return response
