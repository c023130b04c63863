"""The house keeps its shape: closed words, a docstring per room, short files, names that say something."""

import ast
import re
import subprocess
import sys

import pytest
from django.apps import apps
from django.db import models

from tests.house.reading import HOUSE, Source, classes, functions, ours, rooms

WORDS = {"__init__", "models", "queries", "operations", "emails", "forms", "views", "tasks", "urls", "admin"}
EXTRA = {("membership", "access"), ("notices", "delivery"), ("carriers", "delivery")}
SAY_NOTHING = ("utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "service", "handler")
BECAUSE_DJANGO_CALLS_IT_SO = {"PersonManager", "BaseCommand"}
LONG_FILES = {"coproduction/settings.py"}  # one file, read from the environment
LONG_FUNCTIONS = set()
MOMENTS = ("_at", "_from", "_until")
DAYS = ("_on", "_by")  # *by* a day: a promise


def unknown_words(room):
    found = {one.stem for one in room.glob("*.py")} - WORDS
    return {word for word in found if (room.name, word) not in EXTRA}


def is_only_a_docstring(source):
    body = source.tree.body
    return len(body) == 1 and isinstance(body[0], ast.Expr) and bool(ast.get_docstring(source.tree))


def says_nothing(name):
    words = re.findall(r"[A-Z]?[a-z]+", name)
    return any(word.lower() in SAY_NOTHING for word in words)


def long_functions(source, most=40):
    return [one.name for one in functions(source.tree) if one.end_lineno - one.lineno + 1 > most]


def half_pairs(fields):
    """A `…_by` without its `…_at` (or `…_on`), for what somebody did at some time."""
    names = {field.name for field in fields}
    doers = {field.name for field in fields if field.is_relation and field.name.endswith("_by")}
    return {name for name in doers if not {f"{name[:-3]}_at", f"{name[:-3]}_on"} & names}


def wrongly_named_times(fields):
    return {
        field.name
        for field in fields
        if isinstance(field, models.DateField)
        and not field.name.endswith(DAYS if not isinstance(field, models.DateTimeField) else MOMENTS)
        and field.name not in {"at", "since", "last_login"}  # the last is Django's own
    }


@pytest.mark.parametrize("room", rooms(), ids=lambda room: f"{room.parent.name}.{room.name}")
def test_a_room_holds_only_the_words_of_a_room(room):
    assert unknown_words(room) == set()


@pytest.mark.parametrize("room", rooms(), ids=lambda room: f"{room.parent.name}.{room.name}")
def test_a_room_says_what_it_is_for_and_nothing_else(room):
    assert is_only_a_docstring(Source(room / "__init__.py"))


def test_no_file_or_class_has_a_name_that_says_nothing():
    found = {source.where for source in ours() if says_nothing(source.path.stem)}
    found |= {one.name for source in ours() for one in classes(source.tree) if says_nothing(one.name)}
    assert found - BECAUSE_DJANGO_CALLS_IT_SO == set()


def test_forms_have_no_form_in_their_name():
    assert [one.name for s in ours() if s.path.stem == "forms" for one in classes(s.tree) if "Form" in one.name] == []


@pytest.mark.parametrize("name", ["requests", "urllib.request", "smtplib", "socket", "http.client"])
def test_nothing_new_talks_to_the_net(name):
    for where, found in (("groups/people/queries.py", True), ("groups/notices/delivery.py", False)):
        command = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--stdin-filename", where, "-"]
        done = subprocess.run(command, input=f"import {name}\n", cwd=HOUSE, capture_output=True, text=True)
        assert ("TID251" in done.stdout) == found, done.stdout + done.stderr


def test_files_stay_short():
    assert {source.where for source in ours() if source.lines() > 300} - LONG_FILES == set()


def test_functions_stay_short():
    found = {f"{source.where}: {name}" for source in ours() for name in long_functions(source)}
    assert found - LONG_FUNCTIONS == set()


def test_whoever_did_it_and_when_stand_together():
    found = {f"{model.__name__}.{name}" for model in our_models() for name in half_pairs(model._meta.local_fields)}
    assert found - NOT_DEEDS == set()


def test_times_end_in_at_and_days_in_on():
    found = {f"{m.__name__}.{name}" for m in our_models() for name in wrongly_named_times(m._meta.local_fields)}
    assert found == set()


def our_models():
    return [model for app in ("groups", "feedback") for model in apps.get_app_config(app).get_models()]


# Whose words or reply it is, which the row's own time dates.
NOT_DEEDS = {"Said.said_by", "Piece.said_by", "Reply.given_by", "Item.raised_by"}


# --- each of these goes red when the house is broken on purpose ---


def test_a_room_with_a_word_of_its_own_is_seen(tmp_path):
    room = tmp_path / "meetings"
    room.mkdir()
    (room / "services.py").write_text("")
    (room / "access.py").write_text("")
    assert unknown_words(room) == {"services", "access"}


def test_a_room_without_its_docstring_is_seen(tmp_path):
    (tmp_path / "__init__.py").write_text("from os import path\n")
    assert not is_only_a_docstring(Source(tmp_path / "__init__.py"))


def test_a_name_that_says_nothing_is_seen():
    assert says_nothing("MeetingService") and says_nothing("date_utils") and not says_nothing("handle_with_care")


def test_a_long_function_is_seen(tmp_path):
    (tmp_path / "long.py").write_text("def long():\n" + "    pass\n" * 41)
    assert long_functions(Source(tmp_path / "long.py")) == ["long"]


def test_a_doer_without_a_time_and_a_time_with_another_name_are_seen():
    fields = [
        models.DateTimeField(name="opened"),
        models.DateField(name="day"),
        models.ForeignKey("groups.Person", models.PROTECT, name="closed_by"),
    ]
    assert half_pairs(fields) == {"closed_by"}
    assert wrongly_named_times(fields) == {"opened", "day"}


def test_the_house_is_where_we_look_for_it():
    assert (HOUSE / "manage.py").exists() and len(rooms()) > 10 and len(ours()) > 50
