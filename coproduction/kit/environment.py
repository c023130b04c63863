"""Typed readers of the environment, for the settings. Knows no Django."""

import os
import secrets
from pathlib import Path


def text(name: str, default: str = "") -> str:
    """What is set to nothing counts as not set. NAME_FILE is a file with the value, as Docker and others hand secrets over."""
    value, path = os.environ.get(name, "").strip(), os.environ.get(f"{name}_FILE", "").strip()
    if path and not value:
        try:
            value = Path(path).read_text().strip()
        except OSError as error:
            raise ValueError(f"{name}_FILE is a file that cannot be read: {path}") from error
    return value or default


def redis_address(name: str) -> str:
    """Behind TLS it must prove who it is, unless something else is said: Celery would not ask it, though the cache does."""
    address = text(name)
    if not address.startswith("rediss://") or "ssl_cert_reqs=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}ssl_cert_reqs=required"


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
