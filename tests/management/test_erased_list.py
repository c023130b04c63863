"""A copy goes back only beside the list of who was erased: without it, whoever was erased since would be here again.

On SQLite and, with DATABASE_URL set, on PostgreSQL.
"""

import pytest
from django.core.management import CommandError

from groups.people.models import Person
from tests import builders
from tests.cast import Cast
from tests.management.test_copies import change_everything, copy, files, here, once, remade, rows, run  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY, LOST = "--nobody-was-erased", "--list-is-lost"


def sam():
    return Person.objects.filter(name="Sam")


def erase(name):
    run("erase", Person.objects.get(name=name).email)


def refused(match, *words):
    """Before anything is touched: in the database, in the files, or on the list."""
    change_everything()
    before = rows(), files()
    with pytest.raises(CommandError, match=match):
        run("restore", *words)
    assert (rows(), files()) == before


@pytest.fixture
def older(here, tmp_path):  # noqa: F811
    """A copy from before a copy knew of the list, of a site where nobody was erased. Sam is erased after it."""
    Cast()
    path = tmp_path / "older"
    remade(path, erased=None)
    erase("Sam")
    return path


# --- no list ---


def test_without_the_list_nothing_is_touched_and_it_is_said_what_that_would_mean(older, settings):
    settings.ERASURES_FILE.unlink()
    refused("whoever was erased since this copy was made would be here again", older)
    assert not settings.ERASURES_FILE.exists() and not sam().exists()


def test_with_the_list_the_same_copy_goes_back_and_they_are_erased_again(older):
    """The negative control."""
    assert "1 person erased again" in run("restore", older)
    assert not sam().exists()


@once
def test_looking_through_a_copy_says_so_too(older, settings):
    assert "Fine" in run("restore", older, "--check")
    settings.ERASURES_FILE.unlink()
    with pytest.raises(CommandError, match="There is no list of who was erased"):
        run("restore", older, "--check")


def test_a_site_that_never_erased_anybody_is_put_back_on_a_new_machine_by_saying_so(copy, settings):  # noqa: F811
    before = rows(), files()
    settings.ERASURES_FILE.unlink()
    change_everything()
    told = run("restore", copy, NOBODY)
    assert (rows(), files()) == before and "you said that nobody ever was" in told
    assert settings.ERASURES_FILE.exists(), "from now on it is there"


def test_on_the_same_machine_it_need_not_be_said(copy, settings):  # noqa: F811
    """The first copy began the list, so that one that is missing later means something."""
    assert settings.ERASURES_FILE.read_text() == ""
    assert "0 people erased again" in run("restore", copy)


def test_saying_that_nobody_was_erased_is_not_believed_where_the_copy_knows_better(copy, settings):  # noqa: F811
    erase("Sam")
    run("backup", copy)
    settings.ERASURES_FILE.unlink()
    refused("had 1 line", copy, NOBODY)


def test_nor_where_the_database_that_is_here_knows_better(older, settings):
    settings.ERASURES_FILE.unlink()
    refused("the database that is here knows of 1 erasure", older, NOBODY)


@once
def test_a_list_that_is_lost_stops_nobody_who_says_so_and_it_is_said_what_to_do(older, settings):
    settings.ERASURES_FILE.unlink()
    told = run("restore", older, LOST)
    assert "manage.py erase" in told and sam().exists()


# --- another list than the copy knows of ---


@pytest.mark.parametrize("what", ["shorter", *(pytest.param(one, marks=once) for one in ("another", "empty"))])
def test_a_list_older_than_the_copy_is_refused(copy, settings, what):  # noqa: F811
    erase("Sam")
    first = settings.ERASURES_FILE.read_text()
    erase("Hal")
    run("backup", copy)
    kept = {"shorter": first, "empty": "", "another": f"{first}{first}"}[what]
    settings.ERASURES_FILE.write_text(kept)
    refused("2 lines.*older, or another one", copy)
    with pytest.raises(CommandError, match="older, or another one"):
        run("restore", copy, NOBODY)


@once
def test_a_list_that_grew_since_the_copy_is_the_right_one(copy, settings):  # noqa: F811
    erase("Sam")
    run("backup", copy)
    erase("Hal")
    assert "1 person erased again" in run("restore", copy)
    assert not Person.objects.filter(name__in=["Sam", "Hal"]).exists()


@once
def test_of_a_list_that_lost_lines_those_that_are_left_are_done_again(copy, settings):  # noqa: F811
    erase("Sam")
    run("backup", copy.with_name("later"))
    erase("Hal")
    settings.ERASURES_FILE.write_text(settings.ERASURES_FILE.read_text().splitlines(keepends=True)[1])
    assert "1 person erased again" in run("restore", copy.with_name("later"), LOST)
    assert not Person.objects.filter(name__in=["Sam", "Hal"]).exists()


@once
def test_a_list_that_cannot_be_read_is_refused_before_anything_is_touched(copy, settings):  # noqa: F811
    settings.ERASURES_FILE.write_text("seven\n" + f"7 {builders.NOW.isoformat()}\n")
    refused("Line 1 ", copy)


# --- making a copy ---


def test_a_copy_of_a_site_whose_list_is_lost_is_made_and_says_so(copy, settings):  # noqa: F811
    erase("Sam")
    settings.ERASURES_FILE.unlink()
    assert "there is no list of that" in run("backup", copy)
    assert not settings.ERASURES_FILE.exists(), "an empty one would say that nobody ever was"


@once
def test_a_copy_is_made_where_the_list_can_be_neither_begun_nor_read(here, settings, tmp_path):  # noqa: F811
    Cast()
    settings.ERASURES_FILE = tmp_path
    assert "cannot be read" in run("backup", tmp_path / "copy")
    settings.ERASURES_FILE = tmp_path / "copy" / "erasures"
    assert "cannot be read" in run("backup", tmp_path / "copy")
