from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from coproduction.kit import scanner
from groups.agendas import operations as agendas
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.notices import delivery
from groups.notices.models import Letter
from groups.papers import operations, queries, tasks
from groups.papers.models import Paper, PaperFile, PaperVersion
from tests import builders
from tests.builders import NOW
from tests.feedback.attachments import files as sounds
from tests.groups.meetings import arrange as meet
from tests.groups.meetings.arrange import STARTS, invite, plan
from tests.groups.papers.arrange import added, again, page, promised
from tests.groups.papers.documents import docx, odt, package, pdf

ASKED = "groups/papers/emails/asked"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT, settings.FILE_SCANNER = tmp_path / "media", ""
    return tmp_path / "media"


def kept(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


def typed(**changed):
    return {"title": "The new budget", "summary": "There is less money.", "text": "Words.", "item": ""} | changed


def upload(content, name="budget.pdf"):
    return SimpleUploadedFile(name, content)


def change(cast, player, paper, **changed):
    newest = paper.versions.order_by("-number").first()
    sent = {
        "seen": newest.number if newest else 0,
        "summary": "Even less.",
        "text": "More words.",
        "changed": "",
    } | changed
    return player.client.post(page(cast, paper, "change/"), sent)


# --- adding ---


def test_somebody_from_the_system_brings_a_paper_to_a_meeting_they_are_invited_to(
    cast, folder, django_capture_on_commit_callbacks
):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    address = meet.address(cast, meeting, "paper/")
    assert "7 days before the meeting" in cast.okoro.client.get(address).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = cast.okoro.client.post(address, typed(file=upload(pdf())), follow=True)
    assert "“The new budget” is here now." in answer.text
    paper = again(Paper.objects.get())
    assert (paper.meeting, paper.owner, paper.newest) == (meeting, cast.okoro.membership, 1)
    assert (paper.checked_on, paper.checked_by) == (NOW.date(), cast.okoro.membership)
    for rest in ("", "agenda/"):
        shown = cast.sam.client.get(meet.address(cast, meeting, rest)).text
        assert "The new budget" in shown and "There is less money." in shown and "The paper (PDF" in shown
    assert "The new budget" in cast.sam.client.get(meet.address(cast, meeting, "agenda/print/")).text
    assert Event.objects.get(what="paper_came").sentence == "A paper came for “Planning care together”."
    (path,) = kept(folder)
    assert path.parent.name == path.name[:2]


def test_a_paper_can_belong_to_an_item_or_to_no_meeting(cast):
    meeting = plan(cast)
    item = agendas.propose(
        meeting=meeting, by=cast.farah.membership, now=NOW, title="Money", purpose="HEAR", minutes=10
    )
    assert "Money" in cast.sam.client.get(meet.address(cast, meeting, "paper/")).text
    cast.sam.client.post(meet.address(cast, meeting, "paper/"), typed(item=item.pk))
    assert Paper.objects.get().item == item
    assert "for “Money”" in cast.jo.client.get(meet.address(cast, meeting)).text
    cast.sam.client.post(page(cast, rest="add/"), typed(title="What we agreed"))
    assert Paper.objects.get(title="What we agreed").meeting is None
    shown = cast.jo.client.get(page(cast)).text
    assert shown.index("The new budget") < shown.index("What we agreed")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "Enter what it is called"),
        ({"title": "x" * 1_000_000}, "Use 200 characters or fewer"),
        ({"summary": ""}, "Say in a few plain words what the paper says"),
        ({"summary": "\x00\u200b"}, "Say in a few plain words what the paper says"),
        ({"text": ""}, "Write the paper here, or add it as a file."),
        ({"staff_had_on_day": "19", "staff_had_on_month": "11", "staff_had_on_year": "2026"}, "not later than today"),
        ({"file": upload(b"<html>")}, "Send it as PDF, Word (docx) or OpenDocument (odt)."),
        ({"file": upload(b"")}, "Choose a file"),
        (
            {"file": upload(package({"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": ""}))},
            "macro",
        ),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(cast, folder, wrong, said):
    answer = cast.sam.client.post(page(cast, rest="add/"), typed(**wrong))
    assert said in answer.text
    assert "Words." in answer.text or "text" in wrong
    assert not Paper.objects.exists() and not kept(folder)


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(cast, folder, monkeypatch):
    monkeypatch.setattr("groups.papers.forms.MOST_BYTES", 10)
    assert "larger than 10 MB" in cast.sam.client.post(page(cast, rest="add/"), typed(file=upload(pdf()))).text
    monkeypatch.setattr(operations, "MOST_BYTES", 10)
    with pytest.raises(operations.TooLarge):
        added(cast, content=pdf())
    assert not kept(folder) and not Paper.objects.exists()


def test_the_room_keeps_its_rules_even_without_a_form(cast, monkeypatch):
    meeting, other = plan(cast), builders.meeting(cast.other_group, cast.faye.membership)
    item = agendas.propose(
        meeting=meeting, by=cast.farah.membership, now=NOW, title="Money", purpose="HEAR", minutes=10
    )
    for who, rest, refusal in (
        ("sol", {}, operations.NotYourPaper),
        ("nia", {}, operations.NotYourPaper),
        ("sam", {"title": ""}, operations.SayItsTitle),
        ("sam", {"summary": ""}, operations.SayItInShort),
        ("sam", {"text": ""}, operations.NothingToRead),
        ("sam", {"meeting": other}, operations.NotThisMeeting),
        ("okoro", {"meeting": meeting}, operations.NotThisMeeting),  # not invited
        ("sam", {"item": item}, operations.NotThisMeeting),
        ("sam", {"item": item, "meeting": plan(cast)}, operations.NotThisMeeting),
        ("sam", {"staff_had_on": NOW.date() + timedelta(days=1)}, operations.StaffHadItBefore),
    ):
        with pytest.raises(refusal):
            added(cast, who, **rest)
    monkeypatch.setattr(queries, "MOST_ON_A_MEETING", 0)
    with pytest.raises(operations.EnoughPapers):
        added(cast, "sam", meeting=meeting)
    assert not Paper.objects.exists()


def test_the_database_keeps_the_rules_too(cast):
    paper = added(cast, content=pdf())
    item = agendas.propose(
        meeting=plan(cast), by=cast.farah.membership, now=NOW, title="Money", purpose="HEAR", minutes=10
    )
    for wrong in (
        lambda: Paper.objects.update(title=""),
        lambda: Paper.objects.update(item=item),
        lambda: Paper.objects.update(checked_on=None),
        lambda: Paper.objects.update(taken_off_at=NOW, taken_off_by=cast.sam.membership),
        lambda: PaperVersion.objects.update(summary=""),
        lambda: PaperFile.objects.update(link="https://film.example"),
        lambda: PaperFile.objects.update(form="BSL"),
        lambda: PaperVersion.objects.create(paper=paper, number=1, summary="x", written_by=paper.owner, written_at=NOW),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_a_file_the_scanner_does_not_call_clean_is_not_kept(cast, folder, settings, tmp_path):
    for code, refusal in ((1, scanner.Harmful), (3, scanner.NotScanned)):
        program = tmp_path / f"scan{code}"
        program.write_text(f"#!/bin/sh\nexit {code}\n")
        program.chmod(0o755)
        settings.FILE_SCANNER = str(program)
        with pytest.raises(refusal) as refused:
            added(cast, content=pdf())
        assert refused.value.field == "file"
    settings.FILE_SCANNER = str(tmp_path / "not-there")
    with pytest.raises(scanner.NotScanned):
        added(cast, content=pdf())
    assert not kept(folder) and not Paper.objects.exists()
    program.write_text("#!/bin/sh\nexit 0\n")
    settings.FILE_SCANNER = str(program)
    added(cast, content=pdf())
    assert PaperFile.objects.get().scan == "CLEAN"


# --- versions ---


def test_a_new_version_keeps_the_old_one(cast):
    paper = added(cast)
    assert "There is less money." in cast.okoro.client.get(page(cast, paper, "change/")).text
    answer = change(cast, cast.okoro, paper, changed="We counted again.", file=upload(docx(), "b.docx"))
    assert answer.status_code == 302
    shown = cast.sam.client.get(page(cast, paper)).text
    assert "Even less." in shown and "What is different: We counted again." in shown and "Version 1" in shown
    old = cast.sam.client.get(page(cast, paper, "versions/1/")).text
    assert "There is less money." in old and "Even less." not in old
    assert "The paper (DOCX" in cast.sam.client.get(page(cast, paper, "versions/2/")).text
    assert Event.objects.get(what="paper_changed").detail == {"version": 2}


def test_two_people_who_write_at_once_lose_nothing(cast):
    paper = added(cast)
    change(cast, cast.okoro, paper, summary="Theirs.", text="Their words.")
    answer = change(cast, cast.farah, paper, seen=1, summary="Mine.", text="My words.")
    for words in ("Somebody put a newer version here", "Theirs.", "Their words.", "Mine.", "My words."):
        assert words in answer.text
    assert 'name="seen" value="2"' in answer.text
    assert paper.versions.count() == 2


def test_a_version_with_nothing_to_read_is_refused_beside_the_question(cast):
    paper = added(cast)
    answer = change(cast, cast.okoro, paper, text="")
    assert "Write the paper here, or add it as a file." in answer.text and "Even less." in answer.text
    assert paper.versions.count() == 1


def test_the_same_version_sent_twice_is_one(cast):
    paper = added(cast)
    for _ in range(2):
        assert change(cast, cast.okoro, paper, seen=1).status_code == 302
    assert paper.versions.count() == 2
    assert change(cast, cast.okoro, paper, seen=1, file=upload(pdf())).status_code == 200
    promise = promised(cast, "sam", title="Mine")
    with pytest.raises(operations.ChangedMeanwhile):
        operations.put(by=cast.sam.membership, now=NOW, paper=promise, seen=4, summary="x", text="y")


def test_a_paper_sent_twice_is_one(cast):
    for _ in range(2):
        cast.sam.client.post(page(cast, rest="add/"), typed())
        cast.sam.client.post(page(cast, rest="add/"), typed(title="As a file", file=upload(pdf())))
    assert Paper.objects.count() == 2 and PaperFile.objects.count() == 1
    cast.sam.client.post(page(cast, rest="add/"), typed(title="As a file", file=upload(pdf("another"))))
    cast.sam.client.post(page(cast, rest="add/"), typed(summary="Other words."))
    assert Paper.objects.count() == 4


def test_only_whoever_answers_for_it_and_facilitators_change_a_paper(cast):
    paper = added(cast)
    for rest in ("change/", "form/", "take-off/"):
        answer = cast.sam.client.get(page(cast, paper, rest))
        assert answer.status_code == 403
        assert "Only whoever answers for this paper, or a facilitator, can do this." in answer.text
        assert cast.sol.client.get(page(cast, paper, rest)).status_code == 403
        assert cast.priya.client.get(page(cast, paper, rest)).status_code == 404
        assert cast.farah.client.get(page(cast, paper, rest)).status_code == 200
        for player in cast.outsiders:
            assert player.client.get(page(cast, paper, rest)).status_code == 404
    by = {"by": cast.sam.membership, "now": NOW, "paper": paper}
    for wrong in (
        lambda: operations.put(**by, seen=1, summary="x", text="y"),
        lambda: operations.add_form(**by, form="BSL", link="https://film.example"),
        lambda: operations.check(**by),
        lambda: operations.take_off(**by, because="x"),
        lambda: operations.check(by=cast.faye.membership, now=NOW, paper=paper),
    ):
        with pytest.raises(operations.NotYourPaper):
            wrong()


# --- who sees what ---


def test_guests_read_the_papers_of_their_meeting_and_no_others(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    theirs, ours = added(cast, "sam", meeting=meeting), added(cast, "sam", title="Only ours", content=pdf())
    shown = cast.okoro.client.get(page(cast)).text
    assert "The new budget" in shown and "Only ours" not in shown
    read = cast.okoro.client.get(page(cast, theirs)).text
    assert "Someone of the group" in read and "Sam" not in read and meeting.title in read
    assert "From Sam" in cast.jo.client.get(page(cast, theirs)).text
    file = PaperFile.objects.get()
    for address in (page(cast, ours), page(cast, ours, "versions/1/"), page(cast, rest=f"files/{file.pk}/")):
        assert cast.okoro.client.get(address).status_code == 404
        assert cast.priya.client.get(address).status_code == 404
        assert cast.nia.client.get(address).status_code == 403
        assert cast.sam.client.get(address).status_code == 200
        for player in cast.outsiders:
            assert player.client.get(address).status_code == 404
    assert not Paper.objects.visible_to(cast.nia.membership).exists()


def test_an_owner_who_was_not_invited_reads_their_paper_but_not_of_the_meeting(cast):
    paper = promised(cast, meeting=plan(cast))
    shown = cast.okoro.client.get(page(cast, paper)).text
    assert "The new budget" in shown and "Planning care together" not in shown
    assert "Planning care together" not in cast.okoro.client.get(page(cast)).text


def test_a_file_is_saved_and_never_shown_or_guessed(cast, folder, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        added(cast, content=pdf("hello"))
    address = page(cast, rest=f"files/{PaperFile.objects.get().pk}/")
    answer = cast.sam.client.get(address)
    assert b"".join(answer.streaming_content) == pdf("hello")
    assert answer["Content-Disposition"].startswith('attachment; filename="paper-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/pdf"
    assert "no-store" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
    for path in kept(folder):
        path.unlink()
    assert cast.sam.client.get(address).status_code == 404


# --- forms ---


def form(cast, paper, player=None, **sent):
    return (player or cast.okoro).client.post(page(cast, paper, "form/"), sent, follow=True)


def test_a_paper_comes_in_the_forms_people_need(cast):
    paper = added(cast)
    assert "You added it." in form(cast, paper, form="EASY_READ", file=upload(odt())).text
    assert "You added it." in form(cast, paper, form="LARGE_PRINT", file=upload(pdf())).text
    assert "You added it." in form(cast, paper, form="SOUND", file=upload(sounds.wav())).text
    answer = form(cast, paper, form="BSL", link="https://film.example.org/1")
    for words in ("Easy Read (ODT", "Large print (PDF", "To listen to (WAV", "In British Sign Language"):
        assert words in answer.text
    film = PaperFile.objects.get(form="BSL")
    assert cast.sam.client.get(page(cast, rest=f"files/{film.pk}/")).status_code == 404
    change(cast, cast.okoro, paper)
    shown = cast.sam.client.get(page(cast, paper)).text
    assert "This is of version 1." in shown
    assert "of version 1" in cast.sam.client.get(page(cast)).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose which form it is"),
        ({"form": "EASY_READ"}, "Choose a file."),
        ({"form": "SOUND", "file": upload(pdf())}, "We could not read this recording."),
        ({"form": "BSL"}, "It begins with https://"),
        ({"form": "BSL", "link": "http://film.example.org"}, "It begins with https://"),
        ({"form": "BSL", "link": "javascript:alert(1)"}, "It begins with https://"),
        ({"form": "LARGE_PRINT", "file": upload(b"nothing")}, "Send it as PDF"),
    ],
)
def test_a_form_that_cannot_be_is_said_beside_it(cast, folder, sent, said):
    paper = added(cast)
    assert said in form(cast, paper, **sent).text
    assert not PaperFile.objects.exists() and not kept(folder)


def test_a_promised_paper_has_no_other_forms_and_a_version_not_countless(cast, monkeypatch, folder):
    with pytest.raises(operations.NotHereYet):
        operations.add_form(
            by=cast.okoro.membership, now=NOW, paper=promised(cast), form="BSL", link="https://film.example"
        )
    monkeypatch.setattr(operations, "MOST_FILES", 0)
    assert "There are 10 files" in form(cast, added(cast), form="EASY_READ", file=upload(pdf())).text
    assert not kept(folder)


# --- on time, late, and head start ---


def test_a_paper_seven_days_before_is_on_time_and_later_is_marked(cast):
    meeting = plan(cast)
    on_time = added(cast, "sam", meeting=meeting, now=STARTS - timedelta(days=7))
    late = added(cast, "sam", meeting=meeting, now=STARTS - timedelta(days=6), title="Too late")
    after = added(cast, "sam", meeting=meeting, now=STARTS + timedelta(days=2), title="After")
    same = added(cast, "sam", meeting=meeting, now=STARTS - timedelta(hours=2), title="Same day")
    assert on_time.late == ""
    assert late.late == "Late: it came 6 days before the meeting"
    assert after.late == "Late: it came after the meeting"
    assert same.late == "Late: it came on the day of the meeting"
    assert added(cast).late == ""
    for address in (meet.address(cast, meeting), page(cast), page(cast, late)):
        assert "Late: it came 6 days before the meeting" in cast.jo.client.get(address).text


def test_the_rule_is_the_groups_own(cast):
    cast.group.paper_days = 3
    cast.group.save()
    assert added(cast, "sam", meeting=plan(cast), now=STARTS - timedelta(days=3)).late == ""
    assert "papers are here 3 days before a meeting" in cast.jo.client.get(page(cast)).text
    assert "Papers are here 3 days before a meeting." in cast.jo.client.get(f"/groups/{cast.group.slug}/about/").text


def test_a_paper_changed_after_the_rules_day_says_so(cast):
    paper = added(cast, "sam", meeting=plan(cast))
    operations.put(
        by=cast.sam.membership, now=STARTS - timedelta(days=1), paper=paper, seen=1, summary="New", text="New"
    )
    assert again(paper).late == "Changed late: 1 day before the meeting"


def test_a_meeting_that_moves_moves_what_is_late(cast):
    meeting = plan(cast)
    paper = added(cast, "sam", meeting=meeting, now=STARTS - timedelta(days=6))
    later = STARTS + timedelta(days=30)
    meetings.change(
        meeting=meeting, by=cast.farah.membership, now=NOW, starts_at=later, ends_at=later + timedelta(hours=1)
    )
    assert again(paper).late == ""


def test_everyone_sees_how_long_staff_had_it_before_the_group(cast):
    paper = added(cast, staff_had_on=date(2026, 11, 6))
    assert paper.head_start == "Staff had it 12 days before the group."
    assert paper.head_start in cast.sam.client.get(page(cast, paper)).text
    assert added(cast, title="At once", staff_had_on=NOW.date()).head_start == "Staff and the group had it on one day."
    assert added(cast, title="New to all").head_start == "" and promised(cast, "sam", title="Mine").head_start == ""
    change(cast, cast.okoro, paper)  # nothing said this time: what was said stays
    assert again(paper).head_start == "Staff had it 12 days before the group."


# --- promised ---


def test_a_facilitator_asks_for_a_paper_and_everyone_sees_that_it_is_promised(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    address = meet.address(cast, meeting, "paper/ask/")
    assert "Choose someone" in cast.farah.client.post(address, {"title": "The new budget", "owner": ""}).text
    sent = {"title": "The new budget", "owner": cast.okoro.membership.pk, "item": ""}
    for _ in range(2):
        answer = cast.farah.client.post(address, sent, follow=True)
    assert "We are asking Dr Okoro for “The new budget”." in answer.text
    letter = Letter.objects.get(stem=ASKED)
    assert letter.person == cast.okoro.person and "by Tuesday 1 December 2026" in letter.text
    for player in (cast.sam, cast.okoro):
        shown = player.client.get(meet.address(cast, meeting)).text
        assert "Promised by Dr Okoro, by Tuesday 1 December 2026" in shown
    paper = Paper.objects.get()
    assert letter.path == page(cast, paper, "change/")
    assert change(cast, cast.okoro, paper).status_code == 302
    assert again(paper).newest == 1
    assert "Promised by" not in cast.sam.client.get(meet.address(cast, meeting)).text


def test_a_promised_paper_that_is_not_here_is_late_once_its_day_has_passed(cast, clock):
    meeting = plan(cast)
    paper = promised(cast, meeting=meeting)
    assert "Promised" in cast.sam.client.get(page(cast, paper)).text
    clock("2026-12-02T09:00+00:00")
    for address in (page(cast, paper), page(cast), meet.address(cast, meeting)):
        assert "Late: not here yet" in cast.sam.client.get(address).text


def test_a_facilitator_who_promises_gets_no_letter_and_no_meeting_is_needed(cast):
    cast.farah.client.post(page(cast, rest="ask/"), {"title": "Ours", "owner": cast.farah.membership.pk})
    assert Paper.objects.get().meeting is None
    assert not Letter.objects.filter(stem=ASKED).exists()
    promised(cast, "sam")
    assert Letter.objects.get(stem=ASKED).subject == "Please bring a paper: The new budget"


def test_the_rules_of_asking_hold_without_a_page(cast):
    gone = meet.cancelled(cast)
    for who, by, rest, refusal in (
        ("sam", cast.sam, {}, operations.NotYourPaper),
        ("sam", cast.farah, {"title": ""}, operations.SayItsTitle),
        ("gone", cast.farah, {}, operations.CannotAnswerForIt),
        ("sol", cast.farah, {}, operations.CannotAnswerForIt),
        ("sam", cast.farah, {"meeting": gone}, operations.MeetingIsOver),
        ("sam", cast.farah, {"meeting": meet.held(cast)}, operations.MeetingIsOver),
    ):
        with pytest.raises(refusal):
            promised(cast, who, by=by, **rest)
    for player in (cast.sam, cast.sol, cast.okoro, cast.nia):
        assert player.client.get(page(cast, rest="ask/")).status_code == 403


def test_a_letter_that_asks_for_what_has_come_does_not_go(cast, mail):
    came, missing = promised(cast), promised(cast, "sam", title="Mine")
    change(cast, cast.okoro, came)
    delivery.send_due(lambda: NOW)
    assert dict(Letter.objects.filter(stem=ASKED).values_list("person__name", "state")) == {
        "Dr Okoro": "EXPIRED", "Sam": "SENT",
    }  # fmt: skip
    assert missing.came_at is None


# --- checked, and taken off ---


def test_what_was_checked_is_good_for_a_year(cast, clock):
    paper = added(cast)
    later = datetime.fromisoformat("2027-11-18T10:00+00:00")
    clock(later)
    assert "more than a year ago" in cast.sam.client.get(page(cast, paper)).text
    answer = cast.okoro.client.post(page(cast, paper, "check/"), follow=True)
    assert "We ask you again in 12 months." in answer.text
    assert "Last checked on Thursday 18 November 2027." in answer.text
    assert "more than a year ago" not in answer.text
    promise = promised(cast, "sam", title="Mine")
    assert "promised, but not here yet" in cast.farah.client.post(page(cast, promise, "check/"), follow=True).text


def test_a_paper_taken_off_is_not_read_any_more_and_its_file_is_deleted(
    cast, folder, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        paper = added(cast, content=pdf())
    file = PaperFile.objects.get()
    assert "Say why it is taken off" in cast.okoro.client.post(page(cast, paper, "take-off/"), {"because": ""}).text
    with django_capture_on_commit_callbacks(execute=True):
        answer = cast.okoro.client.post(page(cast, paper, "take-off/"), {"because": "It named someone."}, follow=True)
    assert "This paper was taken off." in answer.text and "It named someone." in answer.text
    assert "There is less money." not in answer.text
    assert not kept(folder)
    assert cast.sam.client.get(page(cast, rest=f"files/{file.pk}/")).status_code == 404
    assert cast.sam.client.get(page(cast, paper, "versions/1/")).status_code == 404
    assert "The new budget" not in cast.sam.client.get(page(cast)).text
    assert cast.okoro.client.get(page(cast, paper, "change/")).status_code == 403
    with pytest.raises(operations.TakenOff):
        operations.take_off(by=cast.okoro.membership, now=NOW, paper=paper, because="Again")
    with pytest.raises(operations.SayWhy):
        operations.take_off(by=cast.okoro.membership, now=NOW, paper=added(cast), because="")


def test_what_a_stop_in_the_wrong_moment_left_is_cleared_up(cast, folder):
    added(cast, content=pdf())  # its row is there, the file has not moved yet
    (kept_one,) = kept(folder)
    assert kept_one.parent.name == "new"
    queries.FOLDER.write("11111111-1111-4111-8111-111111111111", b"lost", NOW)
    assert tasks.clear_up(NOW + timedelta(minutes=30)) == 1  # moved; the other may still get its row
    assert tasks.clear_up(NOW + timedelta(hours=2)) == 1
    (kept_one,) = kept(folder)
    assert kept_one.parent.name == kept_one.name[:2]
    assert str(again(Paper.objects.get())) == "The new budget"


def test_an_empty_page_says_what_will_be_here(cast):
    assert "No papers yet." in cast.sam.client.get(page(cast)).text


# --- what it costs ---


@pytest.mark.parametrize("rows", [1, 3])
def test_papers_cost_the_same_for_one_and_for_three(cast, django_assert_num_queries, rows):
    for number in range(rows):
        paper = added(cast, "sam", title=f"Paper {number}", content=pdf())
        for seen in range(1, rows + 1):
            operations.put(by=cast.sam.membership, now=NOW, paper=paper, seen=seen, summary=f"{seen}", content=pdf())
    cast.jo.client.get(page(cast))
    with django_assert_num_queries(5):  # session, person, membership, papers, their files
        cast.jo.client.get(page(cast))
    with django_assert_num_queries(7):  # its files, its versions, the words that are explained
        cast.jo.client.get(page(cast, paper))
