"""Typed readers of the environment, for the settings. Knows no Django."""

import os
import secrets
from pathlib import Path


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def yes(name: str) -> bool:
    return text(name).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A list written with commas; empty words are left out."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def whole(name: str, default: int) -> int:
    """A whole number, zero or more. Raises ValueError with the name of the variable for anything else."""
    value = text(name, str(default))
    if not value.isdigit():
        raise ValueError(f"{name} must be a whole number, not {value!r}")
    return int(value)


def kept_secret(folder: Path) -> str:
    """A key for machines where nobody else comes: made once in this folder, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as new:
            new.write(secrets.token_urlsafe(60))
    except FileExistsError:
        pass
    return path.read_text()
