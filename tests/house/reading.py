"""Reads the house itself: its rooms, files, classes and templates. The tests beside this one say what must hold."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
APPS = ("groups", "feedback")


@dataclass(frozen=True)
class Source:
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text(), str(self.path))

    @property
    def where(self) -> str:
        return str(self.path.relative_to(HOUSE)) if self.path.is_relative_to(HOUSE) else self.path.name

    def lines(self) -> int:
        return len(self.path.read_text().splitlines())


def rooms(house: Path = HOUSE) -> list[Path]:
    return sorted(
        folder
        for app in APPS
        for folder in (house / app).iterdir()
        if folder.is_dir() and folder.name not in {"migrations", "__pycache__"}
    )


def ours(house: Path = HOUSE, *folders: str) -> list[Source]:
    """Every Python file we wrote, but for migrations, which Django writes."""
    found = (one for folder in folders or ("coproduction", *APPS) for one in (house / folder).rglob("*.py"))
    return [Source(one) for one in sorted(found) if "migrations" not in one.parts]


def functions(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def classes(tree: ast.AST):
    return (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
