"""The migration that takes one text apart into parts, there and back, with data: a stop of the journey in `tests/house`."""

from django.apps import apps as now_apps

from tests.groups.minutes.noted import AFTER, held, items

BEFORE, AFTERWARDS = ("groups", "0007_papers"), ("groups", "0008_notes")


def taken_apart_and_put_together(cast):
    """Yields where to go next and is sent the models there; ends where it began, at `BEFORE`."""
    meeting, empty = held(cast, ("Letters",)), held(cast)
    item, by = items(meeting)[0], cast.farah.membership.pk
    old = yield BEFORE
    Notes, Version = old.get_model("groups", "Notes"), old.get_model("groups", "NotesVersion")
    body, decided = "- one\n\n- two", "- We ask\n* We wait\n\nWe go"
    notes = Notes.objects.create(meeting_id=meeting.pk, summary="S", body=body, decisions=decided, version=2)
    Notes.objects.create(meeting_id=empty.pk, summary="Only short")
    told = {"notes": notes, "written_by_id": by, "written_at": AFTER}
    Version.objects.create(number=1, body="First", decisions="We ask\nGone", **told)
    Version.objects.create(number=2, summary="S", body=body, decisions=decided, **told)
    new = yield AFTERWARDS
    notes = new.get_model("groups", "Notes").objects.get(meeting_id=meeting.pk)
    lines = list(notes.lines.order_by("id").values_list("id", "kind", "words"))
    assert [one[1:] for one in lines] == [("DECISION", "We ask"), ("DECISION", "We wait"), ("DECISION", "We go")]
    assert list(notes.parts.values_list("item", "words")) == [(None, body)]
    first, second = notes.versions.order_by("number")
    assert first.said == [{"item": None, "words": "First"}]
    assert [(one["id"], one["words"]) for one in first.lines] == [(lines[0][0], "We ask"), (-2, "Gone")]
    assert [one["id"] for one in second.lines] == [one[0] for one in lines]
    notes.parts.create(item_id=item, words="Under it")
    notes.lines.create(kind="WE_SAID", words="Sooner")
    old = yield BEFORE
    notes = old.get_model("groups", "Notes").objects.get(meeting_id=meeting.pk)
    assert notes.decisions == "- We ask\n- We wait\n- We go"
    for words in (body, "**Letters**\n\nUnder it", "**We said**\n\n- Sooner"):
        assert words in notes.body
    first = old.get_model("groups", "NotesVersion").objects.get(notes=notes, number=1)
    assert (first.body, first.decisions) == ("First", "- We ask\n- Gone")


def are_in_parts_again():
    return now_apps.get_model("groups", "NotesPart").objects.filter(words__contains="Under it").exists()
