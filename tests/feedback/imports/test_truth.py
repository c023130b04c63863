"""Two spreadsheets as groups really keep them come in whole and true."""

import re

import pytest

from feedback.imports.models import Import, ImportRow
from feedback.log.models import Said, Stage
from groups.history.models import Event
from tests.feedback.imports.walk import bring_whole, go, page, send


@pytest.mark.parametrize(
    ("name", "rows", "words"),
    [
        ("lets-get-personal.csv", 9, "We read 11 rows in lets-get-personal.csv: 9 understood 1 with headings 1 empty"),
        ("how-co-production-enabled.csv", 8, "We read 9 rows in how-co-production-enabled.csv: 8 understood 1 with headings"),
    ],
)  # fmt: skip
def test_every_row_is_read_and_the_empty_one_is_counted(cast, name, rows, words):
    answer = send(cast.farah, name)
    one = Import.objects.get()
    assert answer["Location"] == go(cast.farah, "import_columns", one.pk, 1)
    assert words in page(cast.farah.client.get(go(cast.farah, "import_rows", one.pk)))
    assert one.rows.standing("READY").count() == rows


@pytest.mark.parametrize(("name", "rows"), [("lets-get-personal.csv", 9), ("how-co-production-enabled.csv", 8)])
def test_all_rows_stand_in_the_log_as_done_before_with_their_source(cast, name, rows):
    one = bring_whole(cast.farah, name)
    said = Said.objects.order_by("number")
    assert one.stage == Import.Stage.BROUGHT_IN
    assert said.count() == rows
    assert {entry.stage for entry in said} == {Stage.EARLIER}
    assert {entry.came_from for entry in said} == {Said.CameFrom.EARLIER}
    assert {entry.said_by for entry in said} == {None}
    for number, entry in enumerate(said, start=2):
        assert re.fullmatch(rf"00\d_[0-9a-f]{{16}}\.txt \({name}, row {number}\)", entry.source)
    event = Event.objects.get(what="import_brought_in")
    assert event.sentence == f"Farah brought in {rows} rows of the file “{name}”."
    assert event.by == cast.farah.person


def test_dates_stay_as_they_were_written_and_missing_ones_stay_missing(cast):
    bring_whole(cast.farah, "lets-get-personal.csv")
    assert list(Said.objects.order_by("number").values_list("happened", flat=True)) == [""] * 8 + ["3 July 2020"]


def test_semicolons_quotes_and_places_come_through(cast):
    bring_whole(cast.farah, "lets-get-personal.csv")
    films = Said.objects.get(number=2)
    assert films.words.endswith("experience of the health care system; shared as a playlist")
    assert ["Where", "Lancashire and South Cumbria"] in films.steps.get().details
    assert ["Kind", "video"] in films.steps.get().details
    assert ["Who with", "NHS England; national teams"] in Said.objects.get(number=5).steps.get().details


def test_quotation_marks_and_ampersands_come_through(cast):
    bring_whole(cast.farah, "how-co-production-enabled.csv")
    assert Said.objects.get(number=5).words.startswith('A one-page profile, "All about me", became part')
    assert ["Where", "Lancashire & South Cumbria"] in Said.objects.get(number=7).steps.get().details


def test_both_files_can_come_in_one_after_the_other(cast):
    bring_whole(cast.farah, "lets-get-personal.csv")
    bring_whole(cast.col, "how-co-production-enabled.csv")
    assert list(Said.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 18))


def test_the_counts_add_up_on_every_page(cast):
    one = bring_whole(cast.farah, "lets-get-personal.csv")
    shown = page(cast.farah.client.get(go(cast.farah, "import_done", one.pk)))
    assert "We read 11 rows in lets-get-personal.csv: 9 brought in 1 with headings 1 empty" in shown
    assert ImportRow.objects.count() + 1 == 11
