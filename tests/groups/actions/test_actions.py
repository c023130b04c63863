from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from groups.actions import operations, queries, tasks
from groups.actions.models import Action, ActionReminder, ActionStep
from groups.history.models import Event
from groups.meetings import operations as meetings
from groups.membership import operations as membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.builders import NOW
from tests.groups.meetings import arrange
from tests.groups.meetings.arrange import invite, plan

DAY = date(2026, 12, 2)  # a Wednesday, two weeks from now
STEM = "groups/actions/emails/action_"


def written(cast, who="sam", *, by=None, what="Ask the library for the room", due_on=DAY, now=NOW, **rest):
    owner = getattr(cast, who).membership if who else None
    by = (by or cast.farah).membership
    return operations.write(by=by, now=now, what=what, due_on=due_on, owner=owner, **rest)


def page(cast, action=None, rest=""):
    return f"/groups/{cast.group.slug}/actions/" + (f"{action.pk}/{rest}" if action else rest)


def letters(stem):
    return sorted(Letter.objects.filter(stem=f"{STEM}{stem}").values_list("person__name", flat=True))


def typed(**changed):
    day = {"due_on_day": "2", "due_on_month": "12", "due_on_year": "2026"}
    return {"what": "Ask the library for the room", "owner": ""} | day | changed


def moved(**changed):
    return {"to_on_day": "9", "to_on_month": "12", "to_on_year": "2026", "because": "The library is shut."} | changed


# --- writing down ---


def test_whoever_is_to_do_it_hears_of_it_and_can_hand_it_back(cast):
    action = written(cast)
    letter = Letter.objects.get(stem=f"{STEM}given")
    assert letter.person == cast.sam.person
    assert "Farah wrote down an action for you" in letter.text
    assert "hand it back" in letter.text
    assert letter.path == page(cast, action)
    assert Event.objects.get(what="action_written").sentence == "Farah wrote down an action."


def test_who_writes_down_their_own_gets_no_letter(cast):
    written(cast, by=cast.sam)
    assert letters("given") == []


def test_an_action_can_wait_for_someone(cast):
    action = written(cast, who=None)
    assert str(action) == "Ask the library for the room"
    assert action.needs_someone and action.whose == "Needs someone"
    assert "Needs someone" in cast.jo.client.get(page(cast)).text


def test_a_member_writes_one_down_from_a_meeting_in_the_browser(cast):
    meeting = arrange.held(cast)
    address = arrange.address(cast, meeting, "action/")
    assert "Letters that come late" in cast.sam.client.get(address).text
    answer = cast.sam.client.post(address, typed(owner=cast.jo.membership.pk), follow=True)
    assert "You wrote down “Ask the library for the room”. We are telling Jo." in answer.text
    assert "Actions from this meeting" in answer.text
    action = Action.objects.get()
    assert (action.meeting, action.owner) == (meeting, cast.jo.membership)
    assert (
        Event.objects.get(what="action_written").sentence == "Sam wrote down an action from “Letters that come late”."
    )


def test_an_action_needs_no_meeting(cast):
    answer = cast.sam.client.post(page(cast, rest="write/"), typed(), follow=True)
    assert "You wrote down “Ask the library for the room”." in answer.text
    assert "We are telling" not in answer.text
    assert Action.objects.get().meeting is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"what": ""}, "Enter what is to be done"),
        ({"what": "\x00\u200b"}, "Enter what is to be done"),
        ({"what": "x" * 1_000_000}, "Use 300 characters or fewer"),
        ({"due_on_day": "17", "due_on_month": "11"}, "Choose today, or a day that is still to come."),
        ({"due_on_day": "40"}, "Enter a real date"),
        ({"due_on_year": ""}, "The date also needs a year"),
        ({"owner": "nobody"}, "Choose one of the people shown"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(cast, wrong, said):
    answer = cast.sam.client.post(page(cast, rest="write/"), typed(**wrong))
    assert said in answer.text
    assert "Ask the library" in answer.text or "what" in wrong
    assert not Action.objects.exists()


def test_the_same_words_sent_twice_are_one_action_and_one_letter(cast):
    for _ in range(2):
        cast.farah.client.post(page(cast, rest="write/"), typed(owner=cast.sam.membership.pk))
    assert Action.objects.count() == 1
    assert letters("given") == ["Sam"]


def test_an_action_goes_only_to_someone_who_is_here(cast):
    for player in (cast.gone, cast.hal, cast.sol, cast.nia):
        with pytest.raises(operations.CannotTakeOn):
            operations.write(by=cast.farah.membership, now=NOW, what="Ask", due_on=DAY, owner=player.membership)


def test_the_room_keeps_its_rules_even_without_a_form(cast):
    other = builders.meeting(cast.other_group, cast.faye.membership)
    with pytest.raises(operations.SayWhat):
        written(cast, what="")
    with pytest.raises(operations.NotFromHere):
        written(cast, meeting=other)
    with pytest.raises(operations.NotYours):
        written(cast, by=cast.priya)
    with pytest.raises(operations.DayHasPassed):
        written(cast, due_on=NOW.date() - timedelta(days=1))
    assert written(cast, due_on=NOW.date()).due_on == NOW.date()


def test_a_group_cannot_be_flooded_with_actions(cast, monkeypatch):
    monkeypatch.setattr(operations, "MOST_OPEN", 1)
    written(cast)
    assert "There are 200 open actions." in cast.sam.client.post(page(cast, rest="write/"), typed()).text


def test_the_database_keeps_the_rules_too(cast):
    action = written(cast)
    step = {"action": action, "by": cast.sam.membership, "at": NOW, "kind": "MOVED", "was_on": DAY, "now_on": DAY}
    for wrong in (
        lambda: Action.objects.update(what=""),
        lambda: Action.objects.update(ending="DONE"),
        lambda: Action.objects.update(ending="DONE", ended_at=NOW, ended_by=cast.sam.membership),
        lambda: ActionStep.objects.create(**step),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    Action.objects.update(ending="DONE", ended_at=NOW, ended_by=cast.sam.membership, happened="It was easy.")
    ActionStep.objects.create(**step, words="They are shut.")


# --- who sees what ---


def test_the_group_sees_all_actions_and_the_system_only_its_own(cast):
    ours, theirs = written(cast), written(cast, "okoro", what="Find the money", by=cast.sam)
    for player in (cast.farah, cast.col, cast.sam, cast.jo, cast.sol):
        assert player.client.get(page(cast, ours)).status_code == 200
        assert player.client.get(page(cast, theirs)).status_code == 200
    assert cast.okoro.client.get(page(cast, ours)).status_code == 404
    assert "Ask the library" not in cast.okoro.client.get(page(cast)).text
    assert "Find the money" in cast.okoro.client.get(page(cast)).text
    assert cast.priya.client.get(page(cast, theirs)).status_code == 404
    assert cast.nia.client.get(page(cast)).status_code == 403
    assert not Action.objects.visible_to(cast.nia.membership).exists()
    for player in cast.outsiders:
        assert player.client.get(page(cast, theirs)).status_code == 404


def test_a_sponsor_learns_no_members_name_and_no_meeting_they_were_not_at(cast):
    meeting = arrange.held(cast)
    action = written(cast, "okoro", by=cast.sam, meeting=meeting)
    shown = cast.okoro.client.get(page(cast, action)).text
    assert "Someone of the group asked Dr Okoro to take it on." in shown
    assert "Sam" not in shown and meeting.title not in shown
    letter = Letter.objects.get(stem=f"{STEM}given")
    assert "Sam" not in letter.text + letter.html + letter.subject
    assert meeting.title in cast.jo.client.get(page(cast, action)).text
    assert "Sam asked Dr Okoro" in cast.jo.client.get(page(cast, action)).text


def test_only_the_group_writes_actions_down_and_only_facilitators_ask(cast):
    action = written(cast, who=None)
    for player in (cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.post(page(cast, rest="write/"), typed()).status_code == 403
    for player in (cast.sam, cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.get(page(cast, action, "ask/")).status_code == 403
    for player in (cast.sol, cast.priya, cast.okoro, cast.nia):
        assert player.client.post(page(cast, action, "take/")).status_code == 403
    for player in cast.outsiders:
        for rest in ("end/", "move/", "hand-back/", "ask/"):
            assert player.client.get(page(cast, action, rest)).status_code == 404


def test_what_is_somebody_elses_is_not_mine_to_end_move_or_hand_back(cast):
    action = written(cast)
    for rest in ("end/", "move/", "hand-back/"):
        answer = cast.jo.client.get(page(cast, action, rest))
        assert answer.status_code == 403
        assert "Only whoever took this on, or a facilitator for them, can do this." in answer.text
    by = {"by": cast.jo.membership, "now": NOW, "action": action}
    for wrong in (
        lambda: operations.end(**by, ending="DONE", happened="Yes."),
        lambda: operations.move(**by, to_on=DAY + timedelta(days=1), because="Why not"),
        lambda: operations.hand_back(**by),
        lambda: operations.hand_back(by=cast.faye.membership, now=NOW, action=action),
        lambda: operations.end(by=cast.sol.membership, now=NOW, action=action, ending="DONE", happened="Yes."),
    ):
        with pytest.raises(operations.NotYours):
            wrong()


# --- handing back, and taking on ---


def test_it_is_handed_back_without_blame(cast):
    action = written(cast)
    asked = cast.sam.client.get(page(cast, action, "hand-back/")).text
    assert "That is all right." in asked and "Keep it" in asked
    answer = cast.sam.client.post(page(cast, action, "hand-back/"), {"note": "Ring before noon."}, follow=True)
    assert "Thank you for saying so." in answer.text
    action.refresh_from_db()
    assert action.needs_someone
    assert letters("back") == ["Col", "Farah"]
    letter = Letter.objects.filter(stem=f"{STEM}back").first()
    assert "Ring before noon." in letter.text and "do not ask why" in letter.text
    event = Event.objects.get(what="action_handed_back")
    assert (event.by, event.sentence) == (None, "An action needs someone.")
    story = cast.jo.client.get(page(cast, action)).text
    assert "It needs someone again." in story
    assert "Ring before noon" not in story and "Sam handed" not in story


def test_handing_back_twice_tells_once(cast):
    action = written(cast)
    for _ in range(2):
        operations.hand_back(by=cast.farah.membership, now=NOW, action=action)
    assert letters("back") == ["Col"]
    assert letters("noted") == ["Sam"]  # somebody else handed it back for them
    assert "Farah handed this back for you" in Letter.objects.get(stem=f"{STEM}noted").subject


def test_a_sponsor_who_handed_back_is_led_to_the_list_and_sees_it_no_more(cast):
    action = written(cast, "okoro")
    answer = cast.okoro.client.post(page(cast, action, "hand-back/"), {"note": ""}, follow=True)
    assert "Thank you for saying so." in answer.text
    assert cast.okoro.client.get(page(cast, action)).status_code == 404


def test_a_letter_to_a_sponsor_about_what_they_no_longer_have_leads_nowhere(cast):
    operations.hand_back(by=cast.farah.membership, now=NOW, action=written(cast, "okoro"))
    assert (Letter.objects.get(stem=f"{STEM}noted").path) == ""


def test_anyone_of_the_group_can_take_on_what_needs_someone(cast):
    action = written(cast, who=None)
    assert "I can do this" in cast.jo.client.get(page(cast, action)).text
    answer = cast.jo.client.post(page(cast, action, "take/"), follow=True)
    assert "You took it on. Thank you." in answer.text
    assert "I can do this" not in answer.text
    cast.jo.client.post(page(cast, action, "take/"))
    assert ActionStep.objects.filter(kind="TAKEN").count() == 1
    assert "Someone has taken this on already." in cast.sam.client.post(page(cast, action, "take/"), follow=True).text
    assert "Jo took it on." in cast.sam.client.get(page(cast, action)).text
    assert letters("given") == []


def test_a_facilitator_asks_somebody_who_is_told(cast):
    action = written(cast, who=None)
    address = page(cast, action, "ask/")
    assert "Choose someone" in cast.farah.client.post(address, {"owner": ""}).text
    answer = cast.farah.client.post(address, {"owner": cast.priya.membership.pk}, follow=True)
    assert "We are asking Priya. They can hand it back." in answer.text
    assert letters("given") == ["Priya"]
    assert "Someone has taken this on already." in cast.col.client.post(address, {"owner": cast.jo.membership.pk}).text


def test_the_rules_of_taking_on_hold_without_a_page(cast):
    action = written(cast, who=None)
    with pytest.raises(operations.NotYours):
        operations.ask(by=cast.sam.membership, now=NOW, action=action, owner=cast.jo.membership)
    with pytest.raises(operations.NotYours):
        operations.take(by=cast.okoro.membership, now=NOW, action=action)


def test_what_somebody_had_who_left_needs_someone(cast):
    action = written(cast)
    membership.leave(membership=cast.sam.membership, now=NOW)
    assert Action.objects.with_people().get(pk=action.pk).needs_someone
    assert "Needs someone" in cast.jo.client.get(page(cast)).text
    assert operations.take(by=cast.jo.membership, now=NOW, action=action).owner == cast.jo.membership


# --- moving and ending ---


def test_a_moved_day_keeps_the_old_one_with_the_reason(cast):
    action = written(cast)
    answer = cast.sam.client.post(page(cast, action, "move/"), moved(), follow=True)
    assert "You moved the day." in answer.text
    told = "The date was Wednesday 2 December 2026. It moved to Wednesday 9 December 2026: The library is shut."
    assert told in answer.text
    action.refresh_from_db()
    assert action.due_on == date(2026, 12, 9)
    assert letters("noted") == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"because": ""}, "Say why the date moves"),
        ({"to_on_day": "2"}, "This is the day it has now."),
        ({"to_on_day": "1", "to_on_month": "11"}, "Choose today, or a day that is still to come."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_it(cast, wrong, said):
    action = written(cast)
    assert said in cast.sam.client.post(page(cast, action, "move/"), moved(**wrong)).text
    action.refresh_from_db()
    assert action.due_on == DAY


def test_done_says_what_happened_and_everyone_reads_it(cast):
    action = written(cast)
    address = page(cast, action, "end/")
    assert "Choose how it ended" in cast.sam.client.post(address, {"happened": "We have it."}).text
    assert "Say what happened" in cast.sam.client.post(address, {"ending": "DONE", "happened": ""}).text
    answer = cast.sam.client.post(address, {"ending": "DONE", "happened": "We have it on Tuesdays."}, follow=True)
    assert "Thank you. Everyone in the group can read what happened." in answer.text
    assert "We have it on Tuesdays." in cast.jo.client.get(page(cast) + "?show=done").text
    assert "Nothing is left to do." in cast.jo.client.get(page(cast)).text
    assert (
        "Somebody has already said what happened"
        in cast.sam.client.post(address, {"ending": "DONE", "happened": "Again."}).text
    )
    assert "Sam said what happened." in cast.jo.client.get(page(cast, action)).text


def test_reasons_are_asked_for_even_without_a_form(cast):
    by = {"by": cast.sam.membership, "now": NOW, "action": written(cast)}
    with pytest.raises(operations.SayWhatHappened):
        operations.end(**by, ending="DONE", happened="")
    with pytest.raises(operations.SayWhyItMoves):
        operations.move(**by, to_on=DAY + timedelta(days=3), because="")


def test_a_facilitator_writes_down_what_they_were_told_and_the_owner_hears_of_it(cast):
    action = written(cast)
    cast.farah.client.post(page(cast, action, "move/"), moved())
    assert "The day is now Wednesday 9 December 2026." in Letter.objects.get(stem=f"{STEM}noted").text
    cast.col.client.post(page(cast, action, "end/"), {"ending": "NOT_NEEDED", "happened": "They closed it."})
    latest = Letter.objects.filter(stem=f"{STEM}noted").latest("id")
    assert latest.person == cast.sam.person
    assert "It is not needed any more. They closed it." in latest.text
    assert Event.objects.get(what="action_ended").sentence == "An action is not needed any more."
    assert "Not needed any more" in cast.sam.client.get(page(cast, action)).text


def test_an_empty_page_says_what_will_be_here(cast):
    assert "Nothing has been finished yet." in cast.sam.client.get(page(cast) + "?show=done").text


# --- opening the next meeting ---


def test_open_actions_open_the_next_meeting_and_no_other(cast):
    before, after = plan(cast), plan(cast, title="The one after", starts_at=arrange.STARTS + timedelta(days=14))
    written(cast, meeting=arrange.held(cast))
    for rest in ("", "agenda/", "agenda/print/"):
        shown = cast.jo.client.get(arrange.address(cast, before, rest)).text
        assert "From last time" in shown and "Ask the library for the room" in shown
        assert "From last time" not in cast.jo.client.get(arrange.address(cast, after, rest)).text
    shown = cast.jo.client.get(arrange.address(cast, before)).text
    assert shown.index("From last time") < shown.index("Agenda</h2>")
    meetings.cancel(meeting=before, by=cast.farah.membership, now=NOW, because="Snow.")
    assert "From last time" not in cast.jo.client.get(arrange.address(cast, before)).text
    assert "From last time" in cast.jo.client.get(arrange.address(cast, after)).text


def test_what_ended_opens_no_meeting(cast):
    meeting = plan(cast)
    operations.end(by=cast.sam.membership, now=NOW, action=written(cast), ending="DONE", happened="Easy.")
    assert "From last time" not in cast.jo.client.get(arrange.address(cast, meeting)).text


def test_a_guest_sees_at_a_meeting_only_their_own(cast):
    meeting = plan(cast)
    invite(cast, meeting, cast.okoro)
    written(cast)
    written(cast, "okoro", what="Find the money")
    shown = cast.okoro.client.get(arrange.address(cast, meeting)).text
    assert "Find the money" in shown and "Ask the library" not in shown


def test_a_meeting_shows_no_more_than_fits(cast, monkeypatch):
    monkeypatch.setattr(queries, "MOST_ON_A_MEETING", 1)
    meeting = plan(cast)
    written(cast)
    assert "See all actions" not in cast.jo.client.get(arrange.address(cast, meeting)).text
    written(cast, what="Second")
    assert "See all actions" in cast.jo.client.get(arrange.address(cast, meeting)).text


def test_an_action_that_is_late_says_so_in_words(cast, clock):
    written(cast)
    clock(datetime.fromisoformat("2026-12-03T09:00+00:00"))
    assert "the day has passed" in cast.jo.client.get(page(cast)).text
    assert "the day has passed" in cast.jo.client.get(arrange.address(cast, plan(cast), "agenda/print/")).text


# --- on people's homes ---


def test_my_actions_are_among_what_needs_me(cast, clock):
    written(cast)
    written(cast, "okoro", what="Find the money")
    written(cast, who=None, what="Bring cake")
    home = f"/groups/{cast.group.slug}/"
    shown = cast.sam.client.get(home).text
    assert "Ask the library for the room" in shown
    assert "Your action, by Wednesday 2 December 2026 (in 14 days)" in shown
    assert "Find the money" not in shown and "Bring cake" not in shown
    assert "Find the money" in cast.okoro.client.get(home).text
    told = cast.farah.client.get(home).text
    assert "Bring cake" in told and "Needs someone, by" in told and "Ask the library" not in told
    clock("2026-12-03T09:00+00:00")
    assert "The day has passed" in cast.farah.client.get(home).text
    assert queries.waits_for(cast.sol.membership, NOW) == []


# --- reminding ---


def at(text):
    return datetime.fromisoformat(f"{text}+00:00")


def test_the_owner_is_reminded_two_days_before_in_the_morning_once(cast):
    written(cast)
    assert tasks.remind(at("2026-11-30T07:59")) == 0
    assert tasks.remind(at("2026-11-30T08:00")) == 1
    assert tasks.remind(at("2026-11-30T08:01")) == 0
    assert letters("due") == ["Sam"]
    assert "The day is Wednesday 2 December 2026." in Letter.objects.get(stem=f"{STEM}due").text


def test_once_the_day_has_passed_the_owner_and_the_facilitators_hear_of_it_once(cast):
    written(cast)
    tasks.remind(at("2026-11-30T08:00"))
    assert tasks.remind(at("2026-12-02T23:00")) == 0
    assert tasks.remind(at("2026-12-03T08:00")) == 1
    assert tasks.remind(at("2026-12-04T08:00")) == 0
    assert letters("due") == ["Col", "Farah", "Sam", "Sam"]
    to = {one.person.name: one for one in Letter.objects.filter(stem=f"{STEM}due", key__contains="PASSED")}
    assert "hand it back" in to["Sam"].text
    assert "Sam took this on" in to["Farah"].text and "Perhaps they need a hand." in to["Farah"].text


def test_after_an_outage_only_what_is_true_now_is_said(cast):
    written(cast)
    assert tasks.remind(at("2026-12-20T12:00")) == 1
    assert letters("due") == ["Col", "Farah", "Sam"]
    assert tasks.remind(at("2026-12-20T12:01")) == 0


def test_whoever_has_just_heard_of_it_is_not_reminded_on_top(cast):
    written(cast, due_on=date(2026, 11, 19))
    assert tasks.remind(at("2026-11-18T12:00")) == 0
    assert tasks.remind(at("2026-11-20T12:00")) == 1


def test_actions_somebody_has_just_heard_of_hide_no_other(cast):
    due = written(cast)
    written(cast, due_on=DAY - timedelta(days=1), now=at("2026-11-30T09:00"))
    [found] = queries.reminders_due(at("2026-11-30T10:00"), limit=1)
    assert found.action == due


def test_a_moved_day_is_reminded_of_anew(cast):
    action = written(cast)
    tasks.remind(at("2026-11-30T08:00"))
    operations.move(
        by=cast.sam.membership, now=at("2026-11-30T09:00"), action=action, to_on=date(2026, 12, 9), because="Later."
    )
    assert tasks.remind(at("2026-12-03T08:00")) == 0
    assert tasks.remind(at("2026-12-07T08:00")) == 1
    assert ActionReminder.objects.count() == 2


def test_what_needs_someone_is_the_facilitators_to_know(cast):
    written(cast, who=None)
    tasks.remind(at("2026-11-30T08:00"))
    assert letters("due") == ["Col", "Farah"]
    assert "Nobody has taken this on yet" in Letter.objects.filter(stem=f"{STEM}due").first().text


def test_what_ended_or_is_in_a_closed_group_reminds_nobody(cast):
    action = written(cast)
    operations.end(by=cast.sam.membership, now=NOW, action=action, ending="DONE", happened="Easy.")
    written(cast, what="Second")
    cast.group.closed_at = NOW
    cast.group.save()
    assert tasks.remind(at("2026-12-03T08:00")) == 0


def test_two_workers_at_once_remind_once(cast, monkeypatch):
    written(cast)
    due = queries.reminders_due(at("2026-12-03T08:00"))
    operations.remind(now=at("2026-12-03T08:00"))
    monkeypatch.setattr(queries, "reminders_due", lambda now: due)
    operations.remind(now=at("2026-12-03T08:00"))
    assert letters("due") == ["Col", "Farah", "Sam"]


def test_a_letter_that_is_no_longer_right_does_not_go(cast, mail):
    gone, kept = written(cast), written(cast, "jo", what="Bring cake")
    operations.hand_back(by=cast.sam.membership, now=NOW, action=gone)
    operations.take(by=cast.jo.membership, now=NOW, action=gone)
    delivery.send_due(lambda: NOW)
    states = dict(Letter.objects.filter(stem__startswith=STEM).values_list("person__name", "state"))
    assert (states["Sam"], states["Jo"], states["Farah"]) == ("EXPIRED", "SENT", "EXPIRED")
    assert kept.is_open


# --- what it costs ---


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_page_cost_the_same_for_one_and_for_three(cast, django_assert_num_queries, rows):
    for number in range(rows):
        action = written(cast, what=f"Thing {number}")
        for day in range(rows):
            operations.move(
                by=cast.sam.membership, now=NOW, action=action, to_on=DAY + timedelta(days=day + 1), because="Later."
            )
    cast.jo.client.get(page(cast))
    with django_assert_num_queries(4):  # session, person, membership, actions
        cast.jo.client.get(page(cast))
    with django_assert_num_queries(5):
        cast.jo.client.get(page(cast, action))
    with django_assert_num_queries(4):
        cast.jo.client.get(page(cast, rest="write/"))
