"""Every field is declared: as something of a person, or as nothing of anybody."""

from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from coproduction.kit import personal
from groups.membership.models import Membership
from groups.people.models import Person


def tables():
    return apps.get_models(include_auto_created=True)


def links(row):
    """Of the fields of a row, those that lead to a person."""
    fields = [row.table._meta.get_field(name) for name in row.fields]
    return [one for one in fields if one.is_relation and one.related_model in (Person, Membership)]


def test_every_field_of_every_table_says_what_it_holds():
    assert personal.undeclared(tables()) == set()


def test_no_line_of_the_tables_contradicts_itself():
    assert personal.mistakes() == []


def test_a_field_that_leads_to_a_person_is_never_nothing():
    assert [row for row in personal.rows(personal.NOTHING) if links(row)] == []


def test_every_way_to_a_person_can_be_asked(cast):
    for row in personal.rows():
        assert row.of(cast.sam.person).count() >= 0, row


def test_everything_that_is_held_stands_in_some_table():
    used = {row.held for row in personal.rows()}
    assert {one.key for one in personal.everything_held()} == used - {personal.NOTHING}


def test_the_privacy_page_says_all_of_it(db, settings):
    settings.NOTIFY_KEY = "any"
    page = Client().get(reverse("privacy")).content.decode()
    for held in personal.everything_held():
        for words in (held.asks, held.what, held.why, held.basis, held.sees, held.keeps, held.erased, *held.guarded):
            assert words in page, held.key
        assert held.guarded


# --- red when it is broken on purpose ---


def test_a_table_or_a_field_without_a_declaration_is_seen():
    class Diary(models.Model):
        words = models.TextField()
        friends = models.ManyToManyField("groups.Person")

        class Meta:
            app_label = "elsewhere"

    assert personal.undeclared([*tables(), Diary]) >= {"elsewhere.Diary.words", "elsewhere.Diary.friends"}


def test_a_field_that_is_declared_and_not_there_is_seen(monkeypatch):
    gone = personal.Row("groups.Person", ("shoe_size",), personal.NOTHING, (), "", personal.GROUP)
    monkeypatch.setattr(personal, "_rows", [*personal.rows(), gone, personal.rows()[0]])
    twice = personal.rows()[0]
    assert personal.undeclared(tables()) == {"groups.Person.shoe_size"} | {
        f"{twice.model}.{field}" for field in twice.fields
    }


def test_a_line_without_words_without_a_way_or_without_a_level_is_seen(monkeypatch):
    wrong = [
        personal.Row("groups.Person", ("name",), "shoes", ("pk",), personal.STAYS, personal.PRIVATE),
        personal.Row("groups.Person", ("name",), "name", (), personal.DELETED, personal.PRIVATE),
        personal.Row("groups.Person", ("name",), "name", ("pk",), "burned", personal.PRIVATE),
        personal.Row("groups.Person", ("name",), "name", ("pk",), "", personal.PRIVATE),
        personal.Row("groups.Person", ("name",), personal.NOTHING, ("pk",), "", personal.PRIVATE),
        personal.Row("groups.Person", ("name",), "name", ("pk",), personal.STAYS, ""),
        personal.Row("groups.Person", ("name",), "name", ("pk",), personal.STAYS, "hush"),
    ]
    monkeypatch.setattr(personal, "_rows", wrong)
    assert len(personal.mistakes()) == 7
