"""Every file of the corpus at every door that takes files: taken, clean and private, or refused in plain words; nothing else.

The doors are the forms that ask for a file (a test below finds one that is not walked) and replies by email, of which only
the words are taken.
"""

from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.apps import apps

from coproduction.kit import documents, filing, photos, scanner, sounds
from feedback.attachments import operations as attachments
from feedback.attachments.models import Attachment
from feedback.imports.models import Import
from groups.papers.models import PaperFile
from tests.corpus import doors
from tests.corpus.files import CORPUS, PAPER, PHOTO, SHEET, SOUND
from tests.feedback.replies.post import DOMAIN
from tests.house.reading import HOUSE

FORMS = {
    "feedback.attachments.forms.Attach": {"words in the talk", "a draft"},
    "groups.papers.forms.AddPaper": {"a paper"},
    "groups.papers.forms.ChangePaper": {"its next version"},
    "groups.papers.forms.AddAlternative": {"its Easy Read", "to listen to"},
    "feedback.imports.forms.Upload": {"a list"},
}


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILE_SCANNER, settings.REPLY_DOMAIN = tmp_path / "media", "", DOMAIN
    return tmp_path / "media"


@pytest.fixture
def found(cast, now, folder):
    return doors.all_doors(cast, now, folder)


def all_wrong(door, odds=CORPUS):
    return [f"{odd.what}: {wrong}" for odd in odds for wrong in door.wrong_of(odd)]


@pytest.mark.takes(60)
@pytest.mark.parametrize("name", doors.NAMES)
def test_every_file_is_taken_clean_or_refused_in_plain_words(found, name):
    assert "\n".join(all_wrong(found[name])) == ""


def test_the_corpus_is_no_smaller_than_it_says():
    assert len(CORPUS) >= 80 and len({odd.what for odd in CORPUS}) == len(CORPUS)
    for kind in (PHOTO, PAPER, SOUND, SHEET):
        assert any(kind in odd.taken for odd in CORPUS) and any(odd.door == kind for odd in CORPUS)
    for odd in CORPUS:
        assert all(hidden in doors.made(odd) for hidden in odd.hides), f"{odd.what} hides nothing to begin with"


def asking_for_a_file(form):
    """Whether a form, or a part of one, asks for a file."""
    return any(isinstance(field, forms.FileField) for field in form.base_fields.values())


def forms_of_rooms():
    rooms = [Path(apps.get_app_config(app).path).glob("*/forms.py") for app in ("groups", "feedback")]
    rooms.append((HOUSE / "coproduction").rglob("forms.py"))
    for path in sorted(one for found in rooms for one in found):
        module = import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts))
        yield from ((f"{module.__name__}.{name}", one) for name, one in vars(module).items()
                    if isinstance(one, type) and issubclass(one, forms.BaseForm) and one.__module__ == module.__name__
                    and hasattr(one, "base_fields"))  # fmt: skip


def test_every_form_that_asks_for_a_file_is_walked(found):
    assert {name for name, form in forms_of_rooms() if asking_for_a_file(form)} == set(FORMS)
    assert set().union(*FORMS.values()) | {"a reply by email"} == set(found) == set(doors.NAMES)
    views = [path for app in ("coproduction", "groups", "feedback") for path in (HOUSE / app).rglob("*.py")]
    reading = {str(path.relative_to(HOUSE)) for path in views if "request.FILES" in path.read_text()}
    assert reading == {f"{name.partition('.forms')[0].replace('.', '/')}/views.py" for name in FORMS}


# --- a scanner that does not answer, or finds something ---


@pytest.mark.parametrize(("does", "says"), [("exit 2", "could not check"), ("exit 1", "found something harmful")])
@pytest.mark.parametrize("name", sorted(set().union(*FORMS.values())))
def test_no_door_keeps_a_file_the_scanner_did_not_call_clean(found, folder, settings, tmp_path, name, does, says):
    settings.FILE_SCANNER = str(tmp_path / "scanner")
    (tmp_path / "scanner").write_text(f"#!/bin/sh\n{does}\n")
    (tmp_path / "scanner").chmod(0o700)
    door = found[name]
    there = len(door.on_disk())
    answer = door.send(next(odd for odd in CORPUS if door.kind in odd.taken))
    assert answer.status_code == 200 and says in doors.beside(answer)
    assert not (door.rows or Import).objects.exclude(pk__in=door.there).exists() and len(door.on_disk()) == there


# --- broken on purpose ---


def unseen(door, must, sign=""):
    seen = all_wrong(door, must)
    return [odd.what for odd in must if not any(one.startswith(f"{odd.what}: ") and sign in one for one in seen)]


def test_cleaning_switched_off_is_seen(found, monkeypatch):
    monkeypatch.setattr(photos, "drawn_anew", lambda content: photos.Drawn(content, "image/jpeg"))
    monkeypatch.setattr(sounds, "without_notes", lambda content: sounds.Bare(content, "audio/mpeg"))
    assert unseen(found["words in the talk"], [o for o in CORPUS if o.hides and PHOTO in o.taken], "still holds") == []


@pytest.mark.parametrize("name", ["words in the talk", "a paper"])
def test_the_list_of_what_we_take_switched_off_is_seen(found, monkeypatch, name):
    monkeypatch.setattr(documents, "content_type_of", lambda content: documents.PDF)
    monkeypatch.setattr(attachments, "_kind_of", lambda content: "PHOTO")
    monkeypatch.setattr(photos, "drawn_anew", lambda content: photos.Drawn(content, "image/jpeg"))
    door = found[name]
    by_content = [
        odd for odd in CORPUS if odd.door == door.kind and odd.because not in ("", "Choose a file", "Choose a photo")
    ]
    assert len(by_content) > 10 and unseen(door, by_content) == []


def test_a_file_under_the_name_it_came_with_is_seen(found, monkeypatch):
    climbing = [odd for odd in CORPUS if odd.name == "door.jpg.exe"]
    monkeypatch.setattr(Attachment, "name", property(lambda one: "door.jpg.exe"))
    assert unseen(found["words in the talk"], climbing, "is saved as") == []
    monkeypatch.setattr(Attachment, "key", property(lambda one: "door.jpg.exe"))
    with pytest.raises(ValueError, match="UUID"):
        all_wrong(found["words in the talk"], climbing)


@pytest.mark.parametrize(("name", "table"), [("words in the talk", Attachment), ("a paper", PaperFile)])
def test_a_file_that_opens_for_everybody_is_seen(found, monkeypatch, name, table):
    """Another group's address with this file in it, for whoever is in that group; here the door to the group is gone too."""
    from groups.membership.models import Memberships

    monkeypatch.setattr(Memberships, "in_group", lambda rows, slug: rows)
    monkeypatch.setattr(type(table.objects.all()), "visible_to", lambda rows, membership: rows)
    door = found[name]
    odd = next(one for one in CORPUS if door.kind in one.taken)
    assert "opens for hal" in list(door.wrong_of(odd))


def test_a_file_others_on_the_machine_can_read_is_seen(found, monkeypatch):
    written = filing.Folder.write

    def for_all(folder, key, content, now):
        path = written(folder, key, content, now)
        path.chmod(0o644)
        return path

    monkeypatch.setattr(filing.Folder, "write", for_all)
    assert unseen(found["a paper"], [odd for odd in CORPUS if PAPER in odd.taken], "kept as") == []


def test_a_scanner_whose_silence_counts_as_clean_would_keep_the_file(found, settings, monkeypatch):
    settings.FILE_SCANNER = "/no/such/scanner"
    monkeypatch.setattr(scanner, "scan", lambda program, path: True)
    odd = next(one for one in CORPUS if PHOTO in one.taken)
    assert found["words in the talk"].send(odd).status_code == 302
