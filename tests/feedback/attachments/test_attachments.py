"""Photos and recordings beside named words: who may add, who may open, and what is never kept."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit import scanner
from feedback.attachments import operations, queries, tasks
from feedback.attachments.models import Attachment
from feedback.log import operations as log
from groups.membership import operations as membership
from tests.feedback import chain
from tests.feedback.attachments import files
from tests.feedback.gathering import pieces


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILE_SCANNER = tmp_path / "media", ""
    return tmp_path / "media"


@pytest.fixture
def post(cast, now):
    return pieces.named(cast, now)


def attach(player, now, **more):
    given = {"content": files.photo(), "description": "A red door."} | more
    return operations.attach(by=player.membership, now=now, **given)


def address(cast, name, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def upload(cast, post, content, name="door.jpg", description="A red door.", player=None):
    file = SimpleUploadedFile(name, content)
    url = address(cast, "attach_to_post", post_id=post.pk)
    return (player or cast.sam).client.post(url, {"file": file, "description": description})


# --- the page ---


def test_somebody_adds_a_photo_to_their_own_words_and_their_group_opens_it(cast, now, post):
    answer = upload(cast, post, files.photo())
    assert answer.url == address(cast, "attach_to_post", post_id=post.pk)
    page = words(cast.sam.client.get(answer.url))
    assert "A red door." in page and "Photo (1 kB)" in page and "116 123" in page
    one = Attachment.objects.get()
    assert (one.kind, one.scan, one.added_by) == ("PHOTO", "NOT_SCANNED", cast.sam.membership)
    got = cast.jo.client.get(address(cast, "attachment", file_id=one.pk))
    content = b"".join(got.streaming_content)
    assert files.picture_of(content).size == (32, 64) and files.WHERE.encode() not in content
    assert got["Content-Disposition"] == f'attachment; filename="photo-{str(one.pk)[:8]}.jpg"'
    assert got["X-Content-Type-Options"] == "nosniff" and got["Cache-Control"] == "private, no-store"
    assert got["Content-Type"] == "image/jpeg" and "sandbox" in got["Content-Security-Policy"]
    assert "door" not in str(got.headers)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (files.HTML, "door.jpg", "neither a photo"),
        (files.SVG, "door.png", "neither a photo"),
        (files.photo()[:300], "door.jpg", "We could not read this photo"),
        (files.bomb(), "door.png", "this photo"),
        (files.m4a(film=True), "film.m4a", "This is a film"),
        (b"", "door.jpg", "Choose a photo"),
        (b"\xff\xd8\xff" + bytes(10 * 1024 * 1024 - 2), "large.jpg", "larger than 10 MB"),
    ],
    ids=["html named jpg", "svg", "truncated", "bomb", "film", "empty", "one byte too many"],
)
def test_what_is_wrong_with_a_file_is_said_beside_it_and_the_words_stay(
    cast, now, post, folder, content, name, sentence
):
    answer = upload(cast, post, content, name, "My description stays.")
    page = BeautifulSoup(answer.content, "html.parser")
    assert sentence in page.find(id="id_file_error").get_text() and "My description stays." in answer.content.decode()
    assert not Attachment.objects.exists() and kept(folder) == []


def test_no_other_door_lets_a_larger_file_in(cast, now, post):
    with pytest.raises(operations.TooLarge):
        attach(cast.sam, now, post=post, content=bytes(operations.MOST_BYTES + 1))


def test_a_file_of_exactly_ten_megabytes_is_looked_at(cast, now, post):
    answer = upload(cast, post, b"\xff\xd8\xff" + b"A" * (10 * 1024 * 1024 - 3))
    assert "We could not read this photo" in words(answer)


def test_a_file_without_a_description_is_not_taken(cast, now, post):
    assert "Say in words what it shows" in words(upload(cast, post, files.photo(), description=" "))
    assert "Choose a photo" in words(
        cast.sam.client.post(address(cast, "attach_to_post", post_id=post.pk), {"description": "x"})
    )


def test_a_recording_stands_with_a_named_draft_that_only_its_author_reads(cast, now):
    said = chain.drafted(cast, now, shown_as="NAME")
    url = address(cast, "attach_to_said", number=said.number)
    file = SimpleUploadedFile("note.wav", files.wav())
    cast.sam.client.post(url, {"file": file, "description": "“We waited.”"})
    one = Attachment.objects.get()
    assert (one.kind, one.content_type, one.name[-4:]) == ("SOUND", "audio/wav", ".wav")
    entry = words(cast.sam.client.get(said.get_absolute_url()))
    assert "Photos and recordings" in entry and "“We waited.”" in entry and "Add a photo or a recording" in entry
    opened = address(cast, "attachment", file_id=one.pk)
    assert cast.jo.client.get(opened).status_code == 404
    pieces.drafts.put_to_group(by=cast.sam.membership, now=now, said=said)
    assert cast.jo.client.get(opened).status_code == 200


# --- who ---


def test_nobody_but_the_group_opens_a_file_and_nobody_who_has_left(cast, now, post):
    url = address(cast, "attachment", file_id=attach(cast.sam, now, post=post).pk)
    missing = cast.hal.client.get("/groups/no-such-group/").content
    for player in cast.in_group:
        assert player.client.get(url).status_code == (200 if player.membership.inside else 404), player.membership
    for player in cast.outsiders:
        assert (player.client.get(url).status_code, player.client.get(url).content) == (404, missing)
    membership.leave(membership=cast.jo.membership, now=now)
    assert cast.jo.client.get(url).status_code == 404
    elsewhere = url.replace(cast.group.slug, cast.other_group.slug)
    assert cast.hal.client.get(elsewhere).status_code == 404


def test_nothing_is_added_to_words_without_a_name_or_to_somebody_elses(cast, now, post):
    unnamed, group = pieces.unnamed(cast, now), pieces.from_the_group(cast, now)
    draft, sent = chain.drafted(cast, now), chain.sent(cast, now, shown_as="NAME")
    for player in (cast.sam, cast.jo, cast.farah):
        for where in ({"post": unnamed}, {"post": group}, {"said": draft}, {"said": sent}):
            with pytest.raises(operations.OnlyYourNamedWords):
                attach(player, now, **where)
            if "post" in where:
                url = address(cast, "attach_to_post", post_id=where["post"].pk)
                assert player.client.get(url).status_code == 404
    with pytest.raises(operations.OnlyYourNamedWords):
        attach(cast.jo, now, post=post)
    with pytest.raises(operations.OnlyYourNamedWords):
        attach(cast.priya, now, post=pieces.of_the_contact(cast, now))
    for player in (cast.nia, cast.hal):
        with pytest.raises(log.NotYourPart):
            attach(player, now, post=post)


def test_words_taken_back_while_the_file_was_on_its_way_keep_no_file(cast, now, post, folder):
    stale = type(post).objects.get(pk=post.pk)
    pieces.take_back(post, now)
    with pytest.raises(operations.OnlyYourNamedWords):
        attach(cast.sam, now, post=stale)
    assert kept(folder) == []


def test_ten_files_are_enough(cast, now, post, monkeypatch, folder):
    monkeypatch.setattr(operations, "MOST_FILES", 1)
    attach(cast.sam, now, post=post)
    with pytest.raises(operations.EnoughFiles):
        attach(cast.sam, now, post=post)
    assert len(kept(folder)) == 1


# --- the scanner ---


def program(tmp_path, does):
    path = tmp_path / "scanner"
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o700)
    return str(path)


def test_a_scanned_file_says_so(cast, now, post, settings, tmp_path):
    settings.FILE_SCANNER = program(tmp_path, 'test -s "$1"')
    assert attach(cast.sam, now, post=post).scan == "CLEAN"


@pytest.mark.parametrize(
    ("does", "sentence"),
    [
        ("exit 1", "something harmful"),
        ("exit 3", "could not check"),
        ("exec sleep 9", "could not check"),
        (None, "could not"),
    ],
)
def test_what_the_scanner_does_not_let_pass_is_not_kept(
    cast, now, post, settings, tmp_path, folder, monkeypatch, does, sentence
):
    monkeypatch.setattr(scanner, "SECONDS", 1)
    settings.FILE_SCANNER = program(tmp_path, does) if does else "/no/such/scanner"
    answer = upload(cast, post, files.photo(), description="My description stays.")
    assert sentence in words(answer) and "My description stays." in answer.content.decode()
    assert not Attachment.objects.exists() and kept(folder) == []


# --- taking away, and clearing up ---


def test_ones_own_file_is_deleted_and_the_line_stays(cast, now, post, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        one = attach(cast.sam, now, post=post)
    assert [str(path.relative_to(folder)) for path in kept(folder)] == [queries.FOLDER.address(one.key)]
    assert kept(folder)[0].stat().st_mode & 0o777 == 0o600
    url = address(cast, "remove_attachment", file_id=one.pk)
    for player in (cast.jo, cast.farah):
        assert player.client.get(url).status_code == 404
        with pytest.raises(log.NotYourPart):
            operations.remove(by=player.membership, now=now, attachment=one)
    assert "The file is deleted" in words(cast.sam.client.get(url))
    with django_capture_on_commit_callbacks(execute=True):
        assert cast.sam.client.post(url).url == address(cast, "attach_to_post", post_id=post.pk)
    one.refresh_from_db()
    assert one.removed_at == now and kept(folder) == [] and str(one) == "A red door."
    assert cast.sam.client.get(address(cast, "attachment", file_id=one.pk)).status_code == 404
    with pytest.raises(operations.GoneAlready):
        operations.remove(by=cast.sam.membership, now=now, attachment=one)


def test_a_file_of_a_draft_is_taken_away_from_its_page(cast, now):
    said = chain.drafted(cast, now, shown_as="NAME")
    one = attach(cast.sam, now, said=said)
    url = address(cast, "remove_attachment", file_id=one.pk)
    assert cast.sam.client.post(url).url == said.get_absolute_url()


def test_a_file_that_is_gone_from_the_disk_is_not_there(cast, now, post, folder):
    one = attach(cast.sam, now, post=post)
    for path in kept(folder):
        path.unlink()
    assert cast.sam.client.get(address(cast, "attachment", file_id=one.pk)).status_code == 404


def test_a_stop_in_the_wrong_moment_leaves_nothing_behind(cast, now, post, folder):
    one = attach(cast.sam, now, post=post)  # its move was never done: the transaction of this test does not end
    for name in ("not-a-file-of-ours", "0f0e1d3c-5b1f-4c51-8f9f-2f4f6b6b6b6b"):
        queries.FOLDER.write(name, b"half a file", now)
    assert tasks.clear_up(now) == 1  # in its place now; the others may still be on their way
    assert queries.file_of(one) == folder / queries.FOLDER.address(one.key)
    assert tasks.clear_up(now + timedelta(hours=2)) == 2
    assert [str(path.relative_to(folder)) for path in kept(folder)] == [queries.FOLDER.address(one.key)]
    queries.FOLDER.settle(one.key)  # a second time does nothing
    assert tasks.clear_up(now) == 0


def test_files_of_words_that_were_taken_back_go_with_them(cast, now, post, folder):
    one = attach(cast.sam, now, post=post)
    pieces.take_back(post, now)
    assert cast.jo.client.get(address(cast, "attachment", file_id=one.pk)).status_code == 404
    tasks.clear_up(now)
    one.refresh_from_db()
    assert one.removed_at == now and kept(folder) == []


def test_a_file_that_outlived_its_removal_is_deleted_later(cast, now, post, folder):
    one = attach(cast.sam, now, post=post)
    operations.remove(by=cast.sam.membership, now=now, attachment=one)
    assert len(kept(folder)) == 1
    tasks.clear_up(now)
    assert kept(folder) == []


# --- where they stand ---


def test_the_entry_shows_files_of_the_words_it_is_made_of_to_the_group_only(cast, now, post):
    said = pieces.sent(cast, now, pieces.joined(cast, now, posts=[post], drafts=[]))
    one = attach(cast.sam, now, post=post)
    for player in cast.in_group:
        page = words(player.client.get(said.get_absolute_url()))
        assert ("A red door." in page) == player.membership.inside, player.membership
        assert ("Take it away" in page) == (player is cast.sam)
    assert one in queries.of_entry(cast.jo.membership, said)


def test_the_tables_want_one_place_and_a_description(cast, now, post):
    one = attach(cast.sam, now, post=post)
    for change in ({"description": ""}, {"post": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Attachment.objects.filter(pk=one.pk).update(**change)


def test_sizes_are_said_in_words():
    assert [Attachment(size=size).size_in_words for size in (10, 4_200, 2_340_000)] == ["1 kB", "4 kB", "2.3 MB"]
