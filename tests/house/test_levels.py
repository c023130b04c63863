"""How far each field may go at most is declared; whoever reads a page, a file or a log finds nothing that went further."""

import io
import re
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse

from coproduction.kit import personal
from feedback.records import queries as records
from groups.membership.models import Membership
from groups.own_data import queries as own_data
from groups.personal import YES
from tests.house import levels
from tests.house.reachable import TOKEN, shown_to

pytestmark = pytest.mark.django_db
OUTSIDE = {"visitor", "no_group", "nobody"}
LETS_IN = re.compile(r"token|password|secret|_hash$|^hash|link_key|session_|_code$|^code$|^mark$")
NO_SECRET = {"groups.Letter.secret"}  # says that a letter carries one


def goes_further(found) -> set[str]:
    """Fields in which stands what more people may read than its level says."""
    wide = set()
    for row, name, audience in found:
        outside, others = bool(OUTSIDE & audience - {"nobody"}), levels.bystanders(audience)
        too_wide = {
            personal.OPEN: False, personal.GROUP: outside, personal.PRIVATE: outside or others > 1,
            personal.SPECIAL: outside or others > 1, personal.SECRET: True,
        }  # fmt: skip
        if too_wide[row.level]:
            wide.add(f"{row.model}.{name}")
    return wide


def test_no_text_may_be_read_by_more_than_the_level_of_its_field_says(world):
    found = list(levels.planted(world))
    assert goes_further(found) == set()
    assert {row.level for row, _, _ in found} == {personal.OPEN, personal.GROUP, personal.PRIVATE, personal.SPECIAL}
    assert len({(row.model, name) for row, name, _ in found}) > 80


def test_a_field_that_is_declared_too_narrow_is_seen(world, monkeypatch):
    narrower = {personal.OPEN: personal.GROUP, personal.GROUP: personal.PRIVATE}
    rows = [personal.Row(*one[:5], narrower.get(one[5], one[5])) for one in map(_parts, personal.rows())]
    monkeypatch.setattr(personal, "_rows", rows)
    assert {"feedback.Said.words", "feedback.Post.words", "groups.Meeting.title"} <= goes_further(levels.planted(world))


def _parts(row):
    return row.model, row.fields, row.held, row.whose, row.erasure, row.level


# --- special ---


def needs_a_yes(row):
    return {one.key: one.basis for one in personal.everything_held()}.get(row.held) == YES


def may_stay_empty(row):
    """Nobody has to say it: the row is not there, or it holds nothing, until somebody chooses."""
    fields = [row.table._meta.get_field(name) for name in row.fields]
    return all(one.blank or one.null or one.has_default() for one in fields)


def test_what_is_special_is_kept_by_a_yes_of_its_own_or_because_somebody_chose_to_say_it():
    special = [row for row in personal.rows() if row.level == personal.SPECIAL]
    chosen = [row for row in special if not needs_a_yes(row)]
    assert len(special) > len(chosen) > 0
    assert [
        row for row in chosen if not may_stay_empty(row) and row.model != "groups.Rest"
    ] == []  # a rest begins by choice
    assert {row.erasure for row in special} <= {personal.DELETED, personal.EMPTIED}


def test_all_that_needs_a_yes_is_special_but_for_that_it_was_given():
    less = {row.model for row in personal.rows() if needs_a_yes(row) and row.level != personal.SPECIAL}
    assert less == {"groups.Consent"}


def special_texts(world):
    special = {}
    for row in personal.rows():
        if row.level == personal.SPECIAL:
            special |= {token: row.model for _, text in levels.texts(row) for token in TOKEN.findall(text)}
    return special


def special_in_the_record(world, role):
    special, reader = special_texts(world), Membership.objects.current().filter(role=role).first()
    record = TOKEN.findall(" ".join(str(line) for part in records.parts(reader) for line in part.rows))
    assert special and record
    return {special[one] for one in record if one in special}


@pytest.mark.parametrize("role", ["FACILITATOR", "SPONSOR", "MEMBER"])
def test_what_is_special_is_in_no_file_for_others(world, role):
    assert special_in_the_record(world, role) == set()


def test_something_special_in_a_file_would_be_seen(world, monkeypatch):
    """Broken on purpose: what people say in the talk is special."""
    wrong = [one for one in personal.rows() if one.model == "feedback.Post" and "words" in one.fields]
    rows = [personal.Row(*_parts(one)[:5], personal.SPECIAL) for one in wrong]
    monkeypatch.setattr(personal, "_rows", rows)
    assert special_in_the_record(world, "FACILITATOR") == {"feedback.Post"}


# --- secret ---


def test_whatever_lets_somebody_in_is_secret():
    names = {
        f"{row.model}.{name}": row.level
        for row in personal.rows() for name in row.fields
        if LETS_IN.search(name) and not row.table._meta.get_field(name).is_relation
    }  # fmt: skip
    assert {name for name, level in names.items() if level != personal.SECRET} == NO_SECRET
    assert len(names) > 8


def taken(world, persona):
    answer = world.client(persona).post(reverse("take_own_data"))
    together = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    return {name: together.read(name).decode(errors="replace") for name in together.namelist()}


def met(kept, texts):
    return {f"{kept[one]} in {where}" for where, text in texts.items() for one in kept if one in text}


@pytest.mark.parametrize("persona", ["facilitator", "member"])
def test_no_secret_is_on_a_page_in_a_file_or_in_what_somebody_takes_of_their_own(world, persona):
    kept, texts = levels.secrets_kept(), taken(world, persona) | dict(shown_to(world, persona))
    assert met(kept, texts) == set()
    assert len(kept) > 50 and len(texts) > 50


def test_a_secret_in_what_somebody_takes_would_be_seen(world, monkeypatch):
    """Broken on purpose: what is secret is given like the rest."""
    kept = levels.secrets_kept()
    monkeypatch.setattr(own_data.personal, "SECRET", "none")
    assert {one.partition(" ")[0] for one in met(kept, taken(world, "facilitator"))} >= {"groups.Person.password"}


def test_there_is_no_admin_site_that_would_show_them():
    assert not [one for one in settings.INSTALLED_APPS if "admin" in one]
