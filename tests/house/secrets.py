"""Looks for secrets in the tree: by how known kinds look, and by letters that are too mixed to be words."""

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,})\b"),
    "a token of GitLab": re.compile(r"\bglpat-[0-9A-Za-z_-]{20,}"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[0-9A-Za-z-]{10,}"),
    "a key of Google": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "a key of Stripe or Postmark": re.compile(r"\b[sr]k_live_[0-9A-Za-z]{20,}"),
    "a signed token": re.compile(r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    "a password in an address": re.compile(r"\b[a-z][a-z+]*://[^\s:/@\"'{}$*]+:(?P<secret>[^\s:/@\"'{}$]+)@"),
}
MIXED = re.compile(r"[0-9A-Za-z+/=_-]{32,}")
TOO_MIXED = 4.4  # bits a letter; words and paths stay under it
LARGEST = 500_000
BY_PRODUCTS = {".venv", "node_modules", "var", "dist", "__pycache__", ".hypothesis"}
PLACEHOLDERS = {"p", "password", "p%2Fw", "secret"}  # in examples of addresses


def entropy(text: str) -> float:
    return -sum(n / len(text) * math.log2(n / len(text)) for n in Counter(text).values())


def is_random(text: str) -> bool:
    """Small and large letters and digits all through, as keys have them, and as names, paths and sentences have not."""
    kinds = (any(map(str.islower, text)), any(map(str.isupper, text)), sum(map(str.isdigit, text)) >= 3)
    return all(kinds) and entropy(text) > TOO_MIXED


def secrets_in(text: str):
    for number, line in enumerate(text.splitlines(), 1):
        for what, pattern in PATTERNS.items():
            found = pattern.search(line)
            if found and found.groupdict().get("secret") not in PLACEHOLDERS:
                yield number, what
        if any(is_random(one) for one in MIXED.findall(line)):
            yield number, "letters that look like a key"


def tree(house: Path) -> list[Path]:
    """Every file that is kept, and every new one that is not ignored; all that is no by-product where there is no history."""
    if not (house / ".git").exists():
        found = (path for path in house.rglob("*") if not BY_PRODUCTS & set(path.relative_to(house).parts))
        return [path for path in found if path.is_file() and not path.is_symlink()]
    command = ["git", "-C", str(house), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\0")
    return [house / name for name in names if name and (house / name).is_file() and not (house / name).is_symlink()]


def secrets_of(house: Path):
    for path in tree(house):
        content = path.read_bytes()
        if len(content) <= LARGEST and b"\0" not in content:
            for number, what in secrets_in(content.decode("utf-8", "replace")):
                yield f"{path.relative_to(house)}:{number}", what
