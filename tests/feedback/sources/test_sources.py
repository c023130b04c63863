"""A line of the notes goes into the log: as a draft of the group, or as a decision in the chain of an entry."""

import pytest
from django.db import IntegrityError, transaction

from coproduction.kit.refusals import Refusal
from feedback.drafts import operations as drafts
from feedback.log.models import Said, Stage, Step
from feedback.sources import operations
from feedback.sources.models import Source
from groups.history.models import Event
from groups.membership import operations as membership
from groups.minutes.models import NotesLine
from groups.notices.models import Letter
from tests.feedback import chain
from tests.groups.corrections.asked import CLOSES, confirm, to_read
from tests.groups.meetings.arrange import address, invite
from tests.groups.minutes.noted import AFTER, DAY, decision, held, page_of, we_said, write

NOW = CLOSES + DAY
WORDS, DECIDED = "We want letters two weeks before.", "Priya asks the printers this week."


@pytest.fixture
def meeting(cast, clock):
    """Held, with a decision and words for the log, and confirmed."""
    clock(NOW)
    made = to_read(cast, said={0: "Letters come late."}, new=[decision(DECIDED), we_said(WORDS)])
    confirm(cast.sam, made)
    return made


def line(meeting, kind="WE_SAID"):
    return NotesLine.objects.get(notes__meeting=meeting, kind=kind)


def begin(player, meeting, kind="WE_SAID", words=WORDS, **rest):
    return operations.begin(by=player.membership, now=NOW, line=line(meeting, kind), words=words, **rest)


def put(player, meeting, said, kind="DECISION"):
    return operations.put_with(by=player.membership, now=NOW, line=line(meeting, kind), said=said)


def url(cast, meeting, page, kind="WE_SAID"):
    return address(cast, meeting, f"notes/lines/{line(meeting, kind).pk}/{page}/")


# --- a draft ---


def test_a_line_becomes_a_draft_of_the_group_that_names_its_meeting(cast, meeting):
    said = begin(cast.sam, meeting, why_it_matters="We need time.")
    assert (said.stage, said.shown_as, said.said_by, said.meeting) == (Stage.DRAFT, "GROUP", None, meeting)
    assert said.came_from == Said.CameFrom.MEETING
    assert line(meeting).source.said == said


def test_nothing_keeps_who_took_it_there(cast, meeting):
    said = begin(cast.sam, meeting)
    assert said.steps.get().by is None
    assert not Event.objects.about(said).exclude(by=None).exists()


def test_pressed_twice_it_is_one_draft(cast, meeting):
    assert begin(cast.sam, meeting) == begin(cast.jo, meeting)
    assert Said.objects.count() == 1


def test_other_words_for_a_line_that_is_a_draft_are_not_dropped(cast, meeting):
    begin(cast.sam, meeting)
    for other in ({"words": "Sooner."}, {"why_it_matters": "We need time."}):
        with pytest.raises(operations.InTheLogAlready):
            begin(cast.jo, meeting, **other)
    assert Said.objects.get().words == WORDS


def test_the_database_knows_one_entry_for_a_line(cast, meeting):
    said = begin(cast.sam, meeting)
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(line=line(meeting), said=said, at=NOW)


def test_when_the_draft_was_taken_back_the_line_can_be_taken_again(cast, meeting):
    first = begin(cast.sam, meeting)
    drafts.withdraw(by=cast.jo.membership, now=NOW, said=first, reason="Not yet.")
    assert begin(cast.jo, meeting) != first


def test_a_line_taken_out_of_the_notes_goes_nowhere(cast):
    meeting = held(cast)
    write(cast.farah, meeting, said={}, new=[we_said(WORDS)])
    gone = line(meeting)
    NotesLine.objects.filter(pk=gone.pk).update(removed_in=2)
    with pytest.raises(operations.NotInTheNotes):
        operations.begin(by=cast.sam.membership, now=NOW, line=gone, words=WORDS)


@pytest.mark.parametrize("who", ["priya", "okoro", "sol", "nia"])
def test_only_the_group_takes_lines_into_its_log(cast, meeting, who):
    with pytest.raises(Refusal):
        begin(getattr(cast, who), meeting)


def test_a_line_of_another_group_is_not_taken(cast, meeting):
    with pytest.raises(Refusal):
        begin(cast.hal, meeting)


# --- a decision in the chain ---


def test_a_decision_stands_in_the_chain_of_its_entry_and_moves_no_promise(cast, meeting):
    said = chain.heard(cast, AFTER)
    before = (said.stage, said.due_on, said.answer_by)
    put(cast.sam, meeting, said)
    said.refresh_from_db()
    assert (said.stage, said.due_on, said.answer_by) == before
    step = said.steps.get(kind=Step.Kind.NOTED)
    assert (step.headline, step.text) == ("Decided at our meeting on Tuesday 1 December 2026", DECIDED)
    assert (step.by, step.inside_only) == (None, False)


def test_those_who_answer_and_those_who_said_it_hear_of_it_once(cast, meeting):
    said = chain.heard(cast, AFTER)
    put(cast.sam, meeting, said)
    put(cast.sam, meeting, said)
    got = list(Letter.objects.filter(stem__endswith="noted").values_list("person__name", flat=True))
    assert {cast.priya.person.name, cast.okoro.person.name, cast.sam.person.name} <= set(got)
    assert len(got) == len(set(got))
    assert DECIDED in Letter.objects.filter(stem__endswith="noted").first().text


def test_one_decision_belongs_to_one_entry(cast, meeting):
    put(cast.sam, meeting, chain.heard(cast, AFTER))
    with pytest.raises(operations.InTheLogAlready):
        put(cast.sam, meeting, chain.heard(cast, AFTER))


def test_words_for_the_log_are_no_decision(cast, meeting):
    with pytest.raises(operations.OnlyADecision):
        put(cast.sam, meeting, chain.heard(cast, AFTER), kind="WE_SAID")


def test_a_decision_counts_only_when_the_notes_are_confirmed(cast):
    meeting = held(cast)
    write(cast.farah, meeting, new=[decision(DECIDED)])
    with pytest.raises(operations.ConfirmTheNotesFirst):
        put(cast.farah, meeting, chain.heard(cast, AFTER))


def test_a_draft_and_what_is_settled_take_no_decision(cast, meeting):
    for said in (chain.drafted(cast, AFTER), chain.answered(cast, AFTER)):
        with pytest.raises(operations.NotAnOpenEntry):
            put(cast.sam, meeting, said)


# --- the pages ---


def test_from_the_notes_to_a_draft_and_back_in_the_browser(cast, meeting):
    page = page_of(cast, cast.sam, meeting).text
    assert url(cast, meeting, "say") in page
    form = cast.sam.client.get(url(cast, meeting, "say")).text
    assert WORDS in form
    done = cast.sam.client.post(url(cast, meeting, "say"), {"words": f"{WORDS} Please."}, follow=True).text
    assert "It is a draft of the group now." in done
    assert "Letters that come late" in done
    page = page_of(cast, cast.jo, meeting).text
    assert "Number 1: Draft" in page
    assert url(cast, meeting, "say") not in page


def test_what_is_missing_is_said_beside_the_question(cast, meeting):
    page = cast.sam.client.post(url(cast, meeting, "say"), {"words": " ", "why_it_matters": "Because"}).text
    assert "Enter what we say" in page
    assert "Because" in page


def test_a_decision_is_put_with_an_entry_in_the_browser(cast, meeting):
    said = chain.heard(cast, AFTER)
    page = cast.sam.client.get(url(cast, meeting, "belongs", "DECISION")).text
    assert f"Number {said.number}" in page
    assert "Choose one" in cast.sam.client.post(url(cast, meeting, "belongs", "DECISION"), {}).text
    done = cast.sam.client.post(url(cast, meeting, "belongs", "DECISION"), {"entry": said.pk}, follow=True).text
    assert "The decision stands there now." in done
    assert DECIDED in done
    assert DECIDED in cast.priya.client.get(said.get_absolute_url()).text


@pytest.mark.parametrize("page", ["say", "belongs"])
def test_a_line_that_is_in_the_log_leads_to_its_entry(cast, meeting, page):
    said = begin(cast.sam, meeting, "DECISION", DECIDED)
    answer = cast.jo.client.get(url(cast, meeting, page, "DECISION"), follow=True)
    assert answer.redirect_chain == [(said.get_absolute_url(), 302)]
    assert "This line is in the log already. This is where it stands." in answer.text


def test_what_was_typed_for_a_line_that_somebody_else_took_meanwhile_stays_on_the_page(cast, meeting):
    said = begin(cast.sam, meeting)
    page = cast.jo.client.post(
        url(cast, meeting, "say"), {"words": "Ours, better said.", "why_it_matters": "Time"}
    ).text
    assert "This line is in the log already." in page
    assert "Ours, better said." in page and "Time</textarea>" in page
    assert f'<a href="{said.get_absolute_url()}">See number {said.number}, where this line stands</a>' in page


def test_a_decision_that_somebody_else_took_meanwhile_is_not_put_elsewhere_in_silence(cast, meeting):
    other, said = chain.heard(cast, AFTER), begin(cast.sam, meeting, "DECISION", DECIDED)
    page = cast.jo.client.post(url(cast, meeting, "belongs", "DECISION"), {"entry": other.pk}).text
    assert "This line is in the log already, so it was not put here too. See where it stands." in page
    assert said.get_absolute_url() in page
    assert not other.steps.filter(kind=Step.Kind.NOTED).exists()


def test_long_words_to_choose_from_are_cut_between_words(cast, meeting):
    chain.heard(cast, AFTER, words="We want letters. " + "understandable " * 20)
    page = cast.sam.client.get(url(cast, meeting, "belongs", "DECISION")).text
    assert "understandable…" in page and "understandabl…" not in page


def test_with_nothing_open_the_page_offers_a_draft(cast, meeting):
    page = cast.sam.client.get(url(cast, meeting, "belongs", "DECISION")).text
    assert "Nothing that was sent is still open." in page
    assert url(cast, meeting, "say", "DECISION") in page


def test_words_for_the_log_lead_to_the_draft(cast, meeting):
    answer = cast.sam.client.get(url(cast, meeting, "belongs", "WE_SAID"))
    assert answer.headers["Location"] == url(cast, meeting, "say")


def test_an_entry_of_another_group_cannot_be_chosen(cast, meeting):
    theirs = Said.objects.create(
        group=cast.hal.membership.group, number=1, words="Theirs", shown_as="GROUP", drafted_at=AFTER, moved_at=AFTER
    )
    chain.heard(cast, AFTER)
    page = cast.sam.client.post(url(cast, meeting, "belongs", "DECISION"), {"entry": theirs.pk})
    assert "Choose one of these" in page.text
    assert not Source.objects.exists()


def test_a_guest_reads_the_decisions_without_a_way_into_the_log(cast, meeting):
    invite(cast, meeting, cast.priya)
    page = page_of(cast, cast.priya, meeting).text
    assert DECIDED in page
    assert "notes/lines/" not in page


def test_whoever_left_takes_nothing(cast, meeting):
    membership.leave(membership=cast.sam.membership, now=NOW)
    assert cast.sam.client.post(url(cast, meeting, "say"), {"words": WORDS}).status_code == 404
    assert not Said.objects.exists()


@pytest.mark.parametrize("lines", [1, 5])
def test_the_notes_take_as_many_statements_with_many_lines_in_the_log(cast, clock, django_assert_num_queries, lines):
    clock(NOW)
    meeting = to_read(cast, new=[we_said(f"{WORDS} {n}") for n in range(lines)])
    confirm(cast.sam, meeting)
    for one in NotesLine.objects.filter(notes__meeting=meeting):
        operations.begin(by=cast.sam.membership, now=NOW, line=one, words=one.words)
    page_of(cast, cast.sam, meeting)
    with django_assert_num_queries(12):
        assert "Number 1: Draft" in page_of(cast, cast.sam, meeting).text
