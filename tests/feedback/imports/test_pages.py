"""The pages of an import, walked as a facilitator would, and by those who may not."""

import io

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from feedback.imports import operations
from feedback.imports.models import Import, ImportRow
from feedback.log.models import Said, Stage
from groups.history.models import Event
from tests import builders
from tests.feedback.imports.walk import as_drawn, bring_whole, go, page, send

OURS = b"""What we said,What they answered,Topic,Status
Too few buses,A bus was added,Travel,Done
Letters are hard,,Letters,Waiting
Text me first,,,Perhaps
,,Travel,
"""


@pytest.fixture
def one(cast):
    send(cast.farah, "ours.csv", OURS)
    return Import.objects.get()


def row(one, number):
    return one.rows.get(number=number)


def mend(cast, which, **values):
    address = go(cast.farah, "import_row", which.of_import_id, which.pk)
    form = BeautifulSoup(cast.farah.client.get(address).content, "html.parser").find("form", {"data-form": "mend"})
    sent = {field["name"]: field.get_text().strip("\n") for field in form.find_all("textarea")}
    sent |= {field["name"]: field.get("value", "") for field in form.find_all("input", type="text")}
    return cast.farah.client.post(address, sent | {"starts_as": ""} | values)


def test_the_first_page_is_empty_until_a_file_is_sent_in(cast):
    assert "There are none yet" in page(cast.farah.client.get(go(cast.farah, "bring_in")))
    send(cast.col, "ours.csv", OURS)
    shown = page(cast.farah.client.get(go(cast.farah, "bring_in")))
    assert "Go on with ours.csv Being checked. Sent in by Col on Wednesday 18 November 2026." in shown


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("scan.csv", b"%PDF-1.4", "This is a PDF. We need a spreadsheet."),
        ("empty.csv", b"", "This file is empty."),
        ("large.csv", b"a,b\n" * 1_400_000, "This file is larger than 5 MB."),
    ],
)
def test_an_odd_file_is_answered_beside_the_question(cast, name, content, sentence):
    answer = send(cast.farah, name, content)
    assert answer.status_code == 200
    soup = BeautifulSoup(answer.content, "html.parser")
    assert sentence in soup.find(id="id_file_error").get_text()
    assert not Import.objects.exists()


def test_sending_nothing_asks_for_a_file_and_opening_the_page_does_not(cast):
    assert "Choose a file" in page(cast.farah.client.post(go(cast.farah, "bring_in")))
    opened = page(cast.farah.client.get(go(cast.farah, "bring_in")))
    assert "Choose a file" not in opened and "There is something to put right" not in opened


def test_columns_are_guessed_and_what_is_not_known_is_kept_as_a_note(cast):
    send(cast.farah, "ours.csv", b"What we said,Colour,Mood\nToo few buses,red,cross\n")
    one = Import.objects.get()
    shown = page(cast.farah.client.get(go(cast.farah, "import_columns", one.pk, 1)))
    assert "These columns will be kept as a note: “Colour”, “Mood”." in shown
    assert "For example: red" in shown
    bring = as_drawn(cast.farah, go(cast.farah, "import_columns", one.pk, 1))
    cast.farah.client.post(go(cast.farah, "import_columns", one.pk, 1), bring | {"column_2": "LEFT_OUT"})
    shown = page(cast.farah.client.get(go(cast.farah, "import_rows", one.pk)))
    assert "Kept as a note: “Colour”." in shown
    assert "Left out, because you said so: “Mood”." in shown
    assert "Note : Colour: red" in shown.replace("Note ", "Note : ")
    cast.farah.client.post(go(cast.farah, "import_confirm", one.pk))
    assert ["Note", "Colour: red"] in Said.objects.get().steps.get().details


def test_a_column_cannot_be_chosen_twice_and_some_column_must_hold_the_words(cast, one):
    address = go(cast.farah, "import_columns", one.pk, 1)
    drawn = as_drawn(cast.farah, address)
    twice = page(cast.farah.client.post(address, drawn | {"column_2": "WORDS"}))
    assert "You chose “What we said” for “What we said” and “Topic”." in twice
    none = page(cast.farah.client.post(address, drawn | {"column_0": "NOTE", "column_1": "NOTE"}))
    assert "Say which column holds what you said" in none
    assert "Choose what this column holds" in page(cast.farah.client.post(address, drawn | {"column_0": "NOBODY"}))


def test_other_headings_make_us_look_at_the_columns_again(cast):
    send(cast.farah, "ours.csv", b"Rivers and Moors\nWhat we said,When\nToo few buses,May\n")
    one = Import.objects.get()
    assert one.sheets.get().heading_row == 2
    assert row(one, 1).left_out_because == "It stands above the headings."
    address = go(cast.farah, "import_columns", one.pk, 1)
    drawn = as_drawn(cast.farah, address)
    answer = cast.farah.client.post(address, drawn | {"heading_row": "0"}, follow=True)
    assert "we looked at the columns again" in page(answer)
    assert one.sheets.get().headings == ["Column A", "Column B"]
    assert one.rows.standing("READY").count() == 3


def test_a_row_above_the_headings_can_be_brought_back(cast):
    send(cast.farah, "ours.csv", b"Rivers and Moors want a bus\nWhat we said,When\nToo few buses,May\n")
    one = Import.objects.get()
    mend(cast, row(one, 1))
    assert row(one, 1).standing == "READY"
    assert row(one, 1).mended["WORDS"] == "Rivers and Moors want a bus"


def test_every_row_is_shown_with_what_we_understood_and_what_is_wrong(cast, one):
    shown = page(cast.farah.client.get(go(cast.farah, "import_rows", one.pk)))
    assert "We read 5 rows in ours.csv: 2 understood 2 to put right 1 with headings" in shown
    assert "We do not know where “Perhaps” stands. Choose where this row starts." in shown
    assert "This row has no words. Say what was said, or what came of it." in shown
    assert "(your group has no topic of this name: kept as a note)" in shown
    only = page(cast.farah.client.get(go(cast.farah, "import_rows", one.pk) + "?show=put-right"))
    assert "Text me first" in only
    assert "Too few buses" not in only
    assert "There are no rows here." in page(
        cast.farah.client.get(go(cast.farah, "import_rows", one.pk) + "?show=left-out")
    )


def test_many_rows_can_be_given_their_start_at_once(cast, one):
    third = row(one, 4)
    odd = {"start_x": "SENT", "start_999999999999999999999": "SENT", f"start_{row(one, 2).pk}": "NONE", "other": "SENT"}
    answer = cast.farah.client.post(
        go(cast.farah, "import_rows", one.pk), {f"start_{third.pk}": "SENT"} | odd, follow=True
    )
    assert "You changed where 1 row starts." in page(answer)
    third.refresh_from_db()
    assert (third.standing, third.problem, third.starts_as) == ("READY", "", "SENT")
    again = cast.farah.client.post(go(cast.farah, "import_rows", one.pk), {f"start_{third.pk}": "SENT"}, follow=True)
    assert "You changed where 0 rows start." in page(again)


def test_a_row_is_mended_in_the_browser_and_its_cells_stay_as_they_were(cast, one):
    answer = mend(cast, row(one, 5), WORDS="The lift is <b>broken</b>", HAPPENED="summer 2019", starts_as="DRAFT")
    assert answer["Location"].endswith(f"#row-{row(one, 5).pk}")
    mended = row(one, 5)
    assert mended.standing == "READY"
    assert mended.cells == ["", "", "Travel"]
    assert mended.mended == {"WORDS": "The lift is <b>broken</b>", "HAPPENED": "summer 2019"}
    shown = cast.farah.client.get(go(cast.farah, "import_rows", one.pk)).content.decode()
    assert "The lift is &lt;b&gt;broken&lt;/b&gt;" in shown
    assert "<b>" not in shown


def test_a_row_that_is_still_wrong_is_saved_and_says_so(cast, one):
    answer = mend(cast, row(one, 4), WORDS="Text me before you ring", TOPIC="")
    assert answer["Location"] == go(cast.farah, "import_row", one.pk, row(one, 4).pk)
    shown = page(cast.farah.client.get(answer["Location"]))
    assert "You saved row 4. It still needs something. We do not know where “Perhaps” stands." in shown
    assert "As the row says: “Perhaps”" in shown


def test_what_is_too_long_is_said_beside_the_question_and_kept(cast, one):
    answer = mend(cast, row(one, 4), HAPPENED="x" * 61)
    assert answer.status_code == 200
    assert "x" * 61 in answer.content.decode()
    assert "id_HAPPENED_error" in answer.content.decode()


def test_a_row_is_left_out_with_a_reason_and_can_come_back(cast, one):
    address = go(cast.farah, "leave_out_row", one.pk, row(one, 5).pk)
    assert "Say why you leave this row out" in page(cast.farah.client.post(address, {"reason": " "}))
    answer = cast.farah.client.post(address, {"reason": "Only a heading"}, follow=True)
    shown = page(answer)
    assert "You left out row 5." in shown
    assert "Why: Only a heading (Farah, 18 November 2026)" in shown
    assert "1 left out, with the reason beside it" in shown
    back = page(cast.farah.client.get(go(cast.farah, "import_row", one.pk, row(one, 5).pk)))
    assert "Save this row and bring it back in" in back
    assert "Or leave it out" not in back
    mend(cast, row(one, 5), WORDS="The lift is broken", starts_as="SENT")
    assert row(one, 5).standing == "READY"
    assert row(one, 5).left_out_by is None


def test_headings_and_rows_of_a_sheet_left_out_cannot_be_changed_one_by_one(cast, one):
    heading = row(one, 1)
    address = go(cast.farah, "import_row", one.pk, heading.pk)
    assert "This row cannot be changed here" in page(cast.farah.client.get(address))
    cast.farah.client.post(address, {"WORDS": "changed", "starts_as": ""})
    cast.farah.client.post(go(cast.farah, "leave_out_row", one.pk, heading.pk), {"reason": "no"})
    heading.refresh_from_db()
    assert (heading.standing, heading.mended) == ("HEADING", {})


def test_rows_with_a_problem_stop_the_rest_until_they_are_left_out_on_purpose(cast, one):
    address = go(cast.farah, "import_confirm", one.pk)
    shown = page(cast.farah.client.get(address))
    assert "Put these rows right" in shown
    assert "Topics your group does not have" in shown
    assert "Letters Travel" in shown
    assert "1: Already sent: we wait to be heard 1: Done before: the row says what came of it" in shown
    assert "Mend the rows that need putting right, or tick" in page(cast.farah.client.post(address, {}))
    assert not Said.objects.exists()
    answer = cast.farah.client.post(address, {"leave_out_problems": "on"}, follow=True)
    assert "You brought in 2 rows. We sent no letters about it." in page(answer)
    assert "5 rows in ours.csv: 2 brought in 2 left out, with the reason beside each 1 with headings" in page(answer)
    assert "Why: It was not put right: This row has no words." in page(answer)
    assert Event.objects.get(what="import_brought_in").sentence.endswith("2 rows were left out.")


def test_a_problem_that_came_up_meanwhile_stops_it_too(cast, one, now):
    with pytest.raises(operations.RowsToPutRight):
        operations.bring_in(by=cast.farah.membership, one=one, now=now)
    assert not Said.objects.exists()


def test_each_row_starts_where_it_was_told(cast, one):
    builders.topic(cast.group, "Travel")
    mend(cast, row(one, 4), starts_as="DRAFT")
    mend(cast, row(one, 5), WORDS="A crossing", OUTCOME="No money", starts_as="CANNOT")
    shown = page(cast.farah.client.get(go(cast.farah, "import_confirm", one.pk)))
    assert "first, then come back here. Letters What happens then" in shown
    cast.farah.client.post(go(cast.farah, "import_confirm", one.pk))
    said = list(Said.objects.order_by("number"))
    assert [entry.stage for entry in said] == [Stage.EARLIER, Stage.SENT, Stage.DRAFT, Stage.CANNOT]
    assert [entry.topic.name if entry.topic else "" for entry in said] == ["Travel", "", "", "Travel"]
    assert said[0].source == "ours.csv, row 2"
    assert ["What became of it", "A bus was added"] in said[0].steps.get().details
    assert ["Topic", "Letters"] in said[1].steps.get().details
    assert said[1].hear_by is not None
    assert said[3].decision == "CANNOT"


def test_a_source_too_long_for_its_place_is_kept_in_full(cast):
    bring_whole(cast.farah, "ours.csv", b"What we did,Source\nA bus," + b"s" * 300 + b"\n")
    entry = Said.objects.get()
    assert len(entry.source) == 200
    assert ["Source in full", "s" * 300 + " (ours.csv, row 2)"] in entry.steps.get().details


def test_a_second_press_of_the_button_brings_in_nothing_more(cast, one):
    address = go(cast.farah, "import_confirm", one.pk)
    for _ in range(2):
        answer = cast.farah.client.post(address, {"leave_out_problems": "on"})
        assert answer["Location"] == go(cast.farah, "import_done", one.pk)
    assert Said.objects.count() == 2


def test_two_presses_at_the_same_moment_bring_in_once(cast, one, monkeypatch):
    """The second found the file open when it looked, and brought in when its turn came."""
    check = operations.bring_in

    def meanwhile(**given):
        check(**given)
        return check(**given)

    monkeypatch.setattr(operations, "bring_in", meanwhile)
    answer = cast.farah.client.post(go(cast.farah, "import_confirm", one.pk), {"leave_out_problems": "on"})
    assert answer["Location"] == go(cast.farah, "import_done", one.pk)
    assert Said.objects.count() == 2


def test_a_file_with_every_row_left_out_has_nothing_to_bring_in(cast):
    send(cast.farah, "ours.csv", b"What we said,When\n,May\n")
    one = Import.objects.get()
    answer = cast.farah.client.post(go(cast.farah, "import_confirm", one.pk), {"leave_out_problems": "on"})
    assert "There is no row to bring in" in page(answer)
    assert row(one, 2).standing == "PROBLEM"


def test_a_closed_group_takes_nothing_in(cast, one, now):
    cast.group.closed_at = now
    cast.group.save()
    answer = cast.farah.client.post(go(cast.farah, "import_confirm", one.pk), {"leave_out_problems": "on"})
    assert "This group is closed." in page(answer)
    assert not Said.objects.exists()


def test_the_whole_import_is_taken_out_again_except_what_somebody_acted_on(cast, now):
    from feedback.log import operations as log

    one = bring_whole(cast.farah, "lets-get-personal.csv")
    log.publish(by=cast.farah.membership, now=now, said=Said.objects.get(number=3))
    address = go(cast.farah, "import_undo", one.pk)
    assert "9 rows of lets-get-personal.csv are in “We said, We did”." in page(cast.farah.client.get(address))
    shown = page(cast.farah.client.post(address, follow=True))
    assert "You took out 8 entries. 1 stays, because something has happened to it since." in shown
    assert "We read 11 rows in lets-get-personal.csv: 1 brought in 8 taken out again 1 with headings 1 empty" in shown
    assert "What somebody had acted on stays." in shown
    assert Said.objects.filter(stage=Stage.WITHDRAWN).count() == 8
    only = page(cast.farah.client.get(go(cast.farah, "import_done", one.pk) + "?show=in"))
    assert "Supported other people to find their way" in only
    assert Event.objects.get(what="import_taken_out").detail == {"rows": 8, "stay": 1}


def test_taking_out_twice_does_it_once(cast, now):
    one = bring_whole(cast.farah, "lets-get-personal.csv")
    for _ in range(2):
        answer = cast.farah.client.post(go(cast.farah, "import_undo", one.pk))
        assert answer["Location"] == go(cast.farah, "import_done", one.pk)
    assert operations.undo(by=cast.farah.membership, one=one, now=now) == (0, 0)
    assert Event.objects.filter(what="import_taken_out").count() == 1
    assert Event.objects.get(what="import_taken_out").sentence.endswith("out again.")


def test_the_same_file_sent_in_again_is_pointed_out(cast):
    bring_whole(cast.farah, "lets-get-personal.csv")
    send(cast.farah, "lets-get-personal.csv")
    again = Import.objects.newest_first().first()
    shown = page(cast.farah.client.get(go(cast.farah, "import_rows", again.pk)))
    assert "This same file was brought in on 18 November 2026." in shown


def test_a_file_thrown_away_leaves_only_that_it_was_here(cast, one):
    address = go(cast.farah, "import_discard", one.pk)
    assert "ours.csv holds 5 rows." in page(cast.farah.client.get(address))
    shown = page(cast.farah.client.post(address, follow=True))
    assert "You threw away “ours.csv”." in shown
    assert "Thrown away." in shown
    assert not ImportRow.objects.exists()
    assert Event.objects.get(what="import_thrown_away").by == cast.farah.person


def test_pages_of_an_import_that_is_over_lead_to_where_it_is(cast, one):
    done, start = go(cast.farah, "import_done", one.pk), go(cast.farah, "bring_in")
    assert cast.farah.client.get(done)["Location"] == start
    assert cast.farah.client.get(go(cast.farah, "import_undo", one.pk))["Location"] == done
    cast.farah.client.post(go(cast.farah, "import_discard", one.pk))
    for name in ("import_rows", "import_confirm", "import_discard"):
        assert cast.farah.client.get(go(cast.farah, name, one.pk))["Location"] == start


def test_a_workbook_with_several_sheets_is_asked_sheet_by_sheet(cast):
    book = Workbook()
    book.active.title = "Said"
    for line in (["What we said"], ["Too few buses"]):
        book.active.append(line)
    for name in ("Did", "Old"):
        sheet = book.create_sheet(name)
        for line in (["What we did", "When"], [f"{name}: a bus", "May"]):
            sheet.append(line)
    sheet.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    send(cast.farah, "ours.xlsx", kept.getvalue())
    one = Import.objects.get()
    for number in (1, 2, 3):
        address = go(cast.farah, "import_columns", one.pk, number)
        assert f"Sheet {number} of 3" in page(cast.farah.client.get(address))
        answer = cast.farah.client.post(address, as_drawn(cast.farah, address))
    assert answer["Location"] == go(cast.farah, "import_rows", one.pk)
    assert cast.farah.client.get(go(cast.farah, "import_columns", one.pk, 4)).status_code == 404
    shown = page(cast.farah.client.get(answer["Location"]))
    assert "6 rows in ours.xlsx: 2 understood 1 left out, with the reason beside it 3 with headings" in shown
    assert "Why: The whole sheet is left out." in shown
    cast.farah.client.post(go(cast.farah, "import_confirm", one.pk))
    assert [(said.stage, said.source) for said in Said.objects.order_by("number")] == [
        (Stage.DRAFT, "ours.xlsx, Said, row 2"),
        (Stage.EARLIER, "ours.xlsx, Did, row 2"),
    ]


NAMES = ("import_rows", "import_confirm", "import_done", "import_undo", "import_discard")


def test_only_those_who_keep_the_group_going_may_bring_in(cast, one):
    addresses = [go(cast.farah, "bring_in"), *(go(cast.farah, name, one.pk) for name in NAMES)]
    addresses += [go(cast.farah, "import_columns", one.pk, 1), go(cast.farah, "import_row", one.pk, row(one, 2).pk)]
    for address in addresses:
        for player in (cast.sam, cast.sol, cast.priya, cast.okoro, cast.nia):
            assert player.client.get(address).status_code == 403
            assert player.client.post(address).status_code == 403
        for player in cast.outsiders:
            assert player.client.get(address).status_code == 404
        assert cast.col.client.get(address).status_code in (200, 302)


def test_no_import_of_another_group_can_be_reached(cast, one):
    address = [go(cast.faye, name, one.pk) for name in NAMES]
    address += [go(cast.faye, "import_columns", one.pk, 1), go(cast.faye, "import_row", one.pk, row(one, 2).pk)]
    for each in address:
        assert cast.faye.client.get(each).status_code == 404
        assert cast.faye.client.post(each).status_code in (404, 405)
    send(cast.faye, "theirs.csv", OURS)
    theirs = Import.objects.newest_first().first()
    mixed = go(cast.farah, "import_row", one.pk, theirs.rows.first().pk)
    assert cast.farah.client.get(mixed).status_code == 404


@pytest.mark.parametrize(("name", "count"), [("import_rows", 10), ("import_done", 7)])
def test_a_list_of_rows_costs_the_same_for_one_row_and_for_many(cast, name, count):
    costs = set()
    for rows in (1, 3, 20):
        content = b"What we did,When\n" + b"".join(b"A bus %d,May\n" % number for number in range(rows))
        if name == "import_done":
            one = bring_whole(cast.farah, f"{rows}.csv", content)
        else:
            send(cast.farah, f"{rows}.csv", content)
            one = Import.objects.newest_first().first()
        cast.farah.client.get(go(cast.farah, name, one.pk))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            cast.farah.client.get(go(cast.farah, name, one.pk))
        costs.add(len(queries))
    assert costs == {count}


def test_the_list_of_files_costs_the_same_for_one_and_for_many(cast):
    costs = set()
    for _ in range(3):
        send(cast.farah, "ours.csv", OURS)
        with CaptureQueriesContext(connection) as queries:
            cast.farah.client.get(go(cast.farah, "bring_in"))
        costs.add(len(queries))
    assert costs == {4}


def test_bringing_in_many_rows_costs_few_statements_more_than_two(cast):
    costs = []
    for rows in (2, 400):
        send(cast.farah, "many.csv", b"What we did,When\n" + b"".join(b"A bus %d,May\n" % n for n in range(rows)))
        one = Import.objects.newest_first().first()
        with CaptureQueriesContext(connection) as queries:
            cast.farah.client.post(go(cast.farah, "import_confirm", one.pk))
        costs.append(len(queries))
    assert Said.objects.count() == 402
    assert costs[1] < costs[0] + 400 / 10  # SQLite takes few values in one statement
