from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback.answers import operations as answers
from feedback.asides import operations as asides
from feedback.closing import operations
from feedback.closing.models import Closing, HandedOn
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts
from feedback.log.models import Said, Stage
from feedback.nudges import queries as nudges
from feedback.scribing import operations as scribing
from feedback.voice import operations as voice
from groups.charter.models import Group
from groups.glossary import operations as glossary
from groups.history.models import Event
from groups.history.operations import GroupIsClosed
from groups.meetings import operations as meetings
from groups.membership import operations as membership_operations
from groups.membership.models import Membership, Role
from groups.notices import queries as notices_queries
from groups.notices.models import Because, Kind, Letter
from groups.seconding import operations as seconding
from tests import builders
from tests.cast import signed_in
from tests.feedback import chain

WHY, CAME = "The work is done.", "Two buses more each day."
WEEK = timedelta(days=7)
AT_THE_HALL = {"ends_at": builders.NOW + timedelta(days=14, hours=1), "how": "IN_PERSON", "place": "Hall"}
SENTENCE = "This group is closed. Its record stays as it is."


def ask(cast, now, by=None, still_owed=""):
    by = by or cast.farah.membership
    return operations.ask_to_close(reason=WHY, came_of_it=CAME, still_owed=still_owed, by=by, now=now)


def close(cast, now, by=None, still_owed=""):
    closing = ask(cast, now, still_owed=still_owed)
    operations.second(closing=closing, by=by or cast.nia.membership, now=now + WEEK)
    return fresh(cast)


def fresh(cast):
    """Everyone as the next request would load them."""
    for player in vars(cast).values():
        if isinstance(getattr(player, "membership", None), Membership):
            player.membership = Membership.objects.select_related("group__organisation", "person").get(
                pk=player.membership.pk
            )
    cast.group = Group.objects.get(pk=cast.group.pk)
    return cast


def history(cast):
    return list(Event.objects.of_group(cast.group.pk).newest_first().values_list("sentence", flat=True))


def url(name, cast, *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def text(answer):
    return " ".join(answer.content.decode().split())


def letters(name):
    return Letter.objects.filter(stem=f"feedback/closing/emails/{name}")


def everyone(cast):
    return {getattr(cast, who).person for who in ("farah", "col", "sam", "jo", "sol", "priya", "okoro", "nia")}


# --- it takes two, and everyone is told before and after ---


def test_when_one_asks_everyone_is_told_and_nothing_has_changed(cast, now):
    ask(cast, now)
    told = letters("asked_to_close")
    assert {one.person for one in told} == everyone(cast)
    assert not any(one.stoppable for one in told)
    assert WHY in told.first().text and CAME in told.first().text and "25 November 2026" in told.first().text
    assert {one.person for one in letters("to_second")} == {cast.nia.person}
    assert history(cast)[0] == f"Farah asked to close the group. A second person must agree. The reason: “{WHY}”"
    assert Group.objects.get(pk=cast.group.pk).closed_at is None


def test_who_asked_is_not_the_second_person_even_in_another_role(cast, now):
    closing = ask(cast, now)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    again = builders.membership(cast.group, Role.NETWORK_COORDINATOR, who=cast.farah.person)
    with pytest.raises(seconding.TakesTwoPeople):
        operations.second(closing=closing, by=again, now=now + WEEK)
    assert Group.objects.get(pk=cast.group.pk).closed_at is None


def test_nobody_agrees_before_everyone_had_a_week_to_speak(cast, now):
    closing = ask(cast, now)
    with pytest.raises(operations.TimeToSpeak, match="You can agree from 10am on Wednesday 25 November 2026"):
        operations.second(closing=closing, by=cast.nia.membership, now=now + WEEK - timedelta(minutes=1))


def test_after_six_weeks_it_has_to_be_asked_again(cast, now):
    closing = ask(cast, now)
    late = now + timedelta(days=42)
    with pytest.raises(operations.TooLate):
        operations.second(closing=closing, by=cast.nia.membership, now=late)
    assert ask(cast, late).pk != closing.pk


def test_when_two_have_agreed_everyone_is_told_and_it_stands_in_the_history(cast, now):
    close(cast, now)
    assert cast.group.closed_at == now + WEEK
    told = letters("closed")
    assert {one.person for one in told} == everyone(cast)
    assert "Everything we said is answered." in told.first().text and CAME in told.first().text
    assert history(cast)[0] == "Nia agreed, and the group is closed. Farah had asked for it."


def test_it_can_be_dropped_and_everyone_hears_that_the_group_stays(cast, now):
    closing = ask(cast, now)
    operations.drop(closing=closing, by=cast.nia.membership, now=now)
    assert "stays open" in letters("dropped").first().text
    assert {one.person for one in letters("dropped")} == everyone(cast)
    with pytest.raises(seconding.AlreadyDecided):
        operations.second(closing=closing, by=cast.nia.membership, now=now + WEEK)


def test_it_is_asked_once_at_a_time_and_not_of_a_group_that_is_closed(cast, now):
    ask(cast, now)
    with pytest.raises(seconding.AlreadyAsked):
        ask(cast, now, by=cast.nia.membership)
    operations.second(closing=Closing.objects.get(), by=cast.nia.membership, now=now + WEEK)
    with pytest.raises(operations.ClosedAlready):
        ask(fresh(cast), now + WEEK)


def test_what_came_of_it_and_what_becomes_of_what_is_owed_must_be_said(cast, now):
    with pytest.raises(operations.SayWhatCameOfIt):
        operations.ask_to_close(reason=WHY, came_of_it=" ", by=cast.farah.membership, now=now)
    chain.sent(cast, now)
    with pytest.raises(operations.SayWhatBecomesOfIt):
        ask(cast, now)


@pytest.mark.parametrize("who", ["col", "sam", "sol", "priya", "okoro"])
def test_nobody_else_asks_or_agrees(cast, now, who):
    closing, player = ask(cast, now), getattr(cast, who)
    with pytest.raises(operations.log.NotYourPart):
        operations.second(closing=closing, by=player.membership, now=now + WEEK)
    assert player.client.get(url("close_group", cast)).status_code == 403
    for name in ("second_closing", "drop_closing"):
        assert player.client.post(url(name, cast, closing.pk)).status_code == 403


def test_who_left_before_the_letter_went_does_not_get_it(cast, now):
    ask(cast, now)
    membership_operations.leave(membership=cast.jo.membership, now=now)
    due = list(letters("asked_to_close").select_related("person__letter_preference", "group"))
    read = {one.letter.person_id: one.is_read for one in notices_queries.verdicts(due, now)}
    assert not read[cast.jo.person.pk] and read[cast.sam.person.pk]


# --- nothing that was said dies ---


STAGES = (Stage.SENT, Stage.HEARD, Stage.DOING, Stage.CLAIMED, Stage.DID, Stage.CANNOT)


@pytest.mark.parametrize("stage", STAGES)
def test_a_group_that_is_owed_an_answer_is_not_closed_by_two_who_do_not_take_it_on(cast, now, stage):
    builders.said(cast.group, "Hear us", stage=stage)
    fay = builders.membership(cast.group, Role.FACILITATOR, name="Fay")
    closing = ask(cast, now, still_owed="The board answers.")
    with pytest.raises(operations.StillOwed):
        operations.second(closing=closing, by=fay, now=now + WEEK)
    assert Group.objects.get(pk=cast.group.pk).closed_at is None


@pytest.mark.parametrize("stage", [*STAGES, Stage.AGREEING])
def test_the_database_refuses_it_too_whoever_writes(cast, now, stage):
    builders.said(cast.group, "Hear us", stage=stage)
    closing = ask(cast, now, still_owed="The board answers.")
    with pytest.raises((IntegrityError, operations.StillOwed)), transaction.atomic():
        Closing.objects.filter(pk=closing.pk).update(seconded_at=now, seconded_by=cast.nia.membership)


@pytest.mark.parametrize("stage", [Stage.ANSWERED, Stage.EARLIER, Stage.WITHDRAWN])
def test_what_is_settled_does_not_stand_in_the_way(cast, now, stage):
    builders.said(cast.group, "Heard", stage=stage)
    close(cast, now)
    assert cast.group.closed_at and not HandedOn.objects.exists()


def test_a_coordinator_who_agrees_has_what_is_owed_from_then_on(cast, now):
    said = chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    handed = HandedOn.objects.get()
    assert (handed.said, handed.to) == (said, cast.nia.membership)
    step = said.steps.newest_first().first()
    assert step.headline == "The group closes. Its network coordinator sees to it that this is answered"
    assert step.by == cast.nia.membership and "Nia" not in f"{step.headline} {step.text}"  # a step never changes
    assert "Nia sees to 1 entry still owed an answer." in history(cast)[0]
    assert "Nia, network coordinator, sees to it" in letters("closed").first().text
    page = text(cast.nia.client.get(url("group_home", cast)))
    assert f"See that this is answered: number {said.number}" in page


def test_when_the_coordinator_goes_another_can_come_and_has_it(cast, now):
    said = chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    membership_operations.end(membership=cast.nia.membership, because="MOVED", now=now + WEEK)
    nel = builders.person("Nel")
    membership_operations.join(group=cast.group, person=nel, role=Role.NETWORK_COORDINATOR, now=now + WEEK)
    with pytest.raises(membership_operations.GroupIsClosed):
        membership_operations.join(group=cast.group, person=builders.person("Max"), role=Role.MEMBER, now=now + WEEK)
    page = text(signed_in(nel).get(url("group_home", cast)))
    assert f"See that this is answered: number {said.number}" in page


def test_what_was_handed_on_is_answered_told_back_and_judged_by_those_who_said_it(cast, now):
    said = chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    later = now + WEEK
    Letter.objects.all().delete()
    answers.hear(by=cast.priya.membership, now=later, said=said, answer_by=later.date(), **chain.HEARING)
    answers.decide(by=cast.okoro.membership, now=later, said=said, kind="CANNOT", **chain.ANSWER, **chain.REASON)
    told = Letter.objects.filter(stem__startswith="feedback/answers/").select_related(
        "person__letter_preference", "group"
    )
    assert told.exists()
    assert Because.CHANGED not in {one.because for one in notices_queries.verdicts(list(told), later)}
    deeds.say_if_answered(by=cast.sam.membership, now=later, said=said, answer="YES")
    assert Said.objects.get(pk=said.pk).steps.filter(kind="VERDICT").exists()


def test_promises_that_were_handed_on_are_still_looked_after(cast, now):
    said = chain.sent(cast, now)
    closed = close(cast, now, still_owed="Nia sees to it.")
    late = now + timedelta(days=60)
    assert [one.said for one in nudges.promises_to_nudge(late)] == [said]
    HandedOn.objects.update(ended_at=now)
    assert closed and nudges.promises_to_nudge(late) == []


def test_who_has_it_now_is_never_deleted(cast, now):
    chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandedOn.objects.all().delete()


def test_drafts_and_meetings_to_come_are_finished_first(cast, now):
    drafts.draft(by=cast.sam.membership, now=now, words="Not sent yet", shown_as="GROUP")
    builders.meeting(cast.group, cast.farah.membership, "Next month", starts_at=now + timedelta(days=30))
    closing = ask(cast, now)
    with pytest.raises(operations.SomethingIsNotFinished, match="1 draft of the group.*1 meeting to come"):
        operations.second(closing=closing, by=cast.nia.membership, now=now + WEEK)
    page = text(cast.farah.client.get(url("close_group", cast)))
    assert "1 draft of the group: send or take back" in page


# --- a closed group is read and not written to ---


def test_every_write_is_refused_with_one_sentence(cast, now):
    topic = builders.topic(cast.group, "Travel")
    post = voice.post(by=cast.sam.membership, now=now, words="It is far.", topic=topic)
    said = builders.said(cast.group, "Answered", stage=Stage.ANSWERED)
    close(cast, now)
    sam, farah, later = cast.sam.membership, cast.farah.membership, now + WEEK
    for deed in (
        lambda: voice.post(by=sam, now=later, words="More", topic=topic),
        lambda: voice.change(by=sam, now=later, post=post, words="Other"),
        lambda: voice.say_me_too(by=cast.jo.membership, post=post),
        lambda: drafts.draft(by=sam, now=later, words="Hear us", shown_as="GROUP"),
        lambda: asides.write(by=sam, now=later, words="In private"),
        lambda: operations.log.publish(by=farah, now=later, said=said),
        lambda: glossary.ask(by=sam, now=later, word="ICB"),
        lambda: meetings.plan(by=farah, now=later, title="More", starts_at=later + WEEK, **AT_THE_HALL),
    ):
        with pytest.raises(GroupIsClosed, match=SENTENCE):
            deed()
    assert voice.Post.objects.get(pk=post.pk).words == "It is far."


def test_what_somebody_does_who_was_loaded_before_it_closed_is_refused_by_the_database(cast, now):
    stale, topic = cast.sam.membership, builders.topic(cast.group, "Travel")
    assert stale.group.closed_at is None
    Group.objects.filter(pk=cast.group.pk).update(closed_at=now)
    for deed in (
        lambda: voice.post(by=stale, now=now, words="Just now", topic=topic),
        lambda: asides.write(by=stale, now=now, words="In private"),
    ):
        with pytest.raises(GroupIsClosed, match=SENTENCE):
            deed()


def test_pages_are_read_as_before_and_say_that_it_closed(cast, now):
    close(cast, now)
    for who in ("farah", "sam", "priya", "okoro"):
        page = getattr(cast, who).client.get(url("group_home", cast))
        assert page.status_code == 200 and "This group closed on 25 November 2026." in text(page)
    assert CAME in text(cast.sam.client.get(url("closing", cast)))
    refused = cast.sam.client.post(url("say_something", cast), {"words": "More"})
    assert refused.status_code == 403 and SENTENCE in text(refused)
    assert cast.hal.client.get(url("closing", cast)).status_code == 404


def test_somebody_can_still_leave_and_take_back_their_words(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="It is far.")
    close(cast, now)
    voice.take_back(by=cast.sam.membership, now=now + WEEK, post=post)
    membership_operations.leave(membership=cast.sam.membership, now=now + WEEK)
    assert not Membership.objects.current().filter(pk=cast.sam.membership.pk).exists()


def test_reminders_of_a_closed_group_do_not_go_and_what_became_of_it_does(cast, now):
    close(cast, now)
    stems = {
        "groups/glossary/emails/": Kind.WAITING,
        "feedback/nudges/emails/": Kind.WAITING,
        "feedback/later/": Kind.NEWS,
    }
    for number, (stem, kind) in enumerate(stems.items()):
        Letter.objects.create(
            key=f"about:{number}", message_id=f"<{number}@here>", person=cast.sam.person, group=cast.group, kind=kind,
            stem=stem, subject="About", text="About", html="", posted_at=now, due_at=now, useful_until=now + 2 * WEEK,
        )  # fmt: skip
    due = list(Letter.objects.filter(key__startswith="about:").select_related("person__letter_preference", "group"))
    stays = {one.letter.stem: one.because != Because.CHANGED for one in notices_queries.verdicts(due, now)}
    assert stays == {"groups/glossary/emails/": False, "feedback/nudges/emails/": True, "feedback/later/": True}


# --- the public page, and opening again ---


def test_the_public_page_says_that_it_closed_and_what_came_of_it(cast, now, visitor):
    Group.objects.filter(pk=cast.group.pk).update(is_public=True, how_to_join="Ring us")
    fresh(cast)
    close(cast, now)
    for look in ("public_page", "public_page_large", "public_page_plain"):
        page = text(visitor.get(reverse(look, args=[cast.group.slug])))
        assert "This group closed on 25 November 2026." in page and CAME in page
        assert WHY not in page and "Farah" not in page and "Ring us" not in page
    assert cast.group.name not in text(visitor.get("/"))


def test_two_people_open_it_again_and_what_was_handed_on_is_the_groups_again(cast, now):
    said = chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    later = now + 2 * WEEK
    opening = operations.ask_to_open(reason="There is more to do.", by=cast.nia.membership, now=later)
    assert {one.person for one in letters("asked_to_open")} == everyone(cast)
    with pytest.raises(seconding.TakesTwoPeople):
        operations.second(closing=opening, by=cast.nia.membership, now=later)
    operations.second(closing=opening, by=cast.farah.membership, now=later)
    fresh(cast)
    assert cast.group.closed_at is None and not HandedOn.objects.standing().exists()
    assert history(cast)[0] == "Farah agreed, and the group is open again. Nia had asked for it."
    assert {one.person for one in letters("opened")} == everyone(cast)
    voice.post(by=cast.sam.membership, now=later, words="We are back.", said=said)
    with pytest.raises(operations.OpenAlready):
        operations.ask_to_open(reason="Again", by=cast.nia.membership, now=later)


# --- the pages ---


def test_it_is_asked_agreed_and_opened_on_the_pages(cast, clock, now):
    said = chain.sent(cast, now)
    page = text(cast.farah.client.get(url("close_group", cast)))
    assert f"Number {said.number}" in page and "Everyone has 7 days to speak." in page
    typed = {"reason": WHY, "came_of_it": CAME, "still_owed": "Nia sees to it."}
    answer = cast.farah.client.post(url("close_group", cast), typed, follow=True)
    assert "You asked. We told everyone in the group." in text(answer) and "I agree" not in text(answer)
    assert "I agree" not in text(cast.nia.client.get(url("closing", cast)))
    assert "Someone asked to close this group" in text(cast.sam.client.get(url("group_home", cast)))
    clock(now + WEEK)
    assert "I agree" in text(cast.nia.client.get(url("closing", cast)))
    answer = cast.nia.client.post(url("second_closing", cast, Closing.objects.get().pk), follow=True)
    assert "You agreed. We are telling everyone" in text(answer)
    assert "Open the group again" in text(cast.farah.client.get(url("close_group", cast)))
    cast.farah.client.post(url("close_group", cast), {"reason": "More to do"}, follow=True)
    answer = cast.nia.client.post(url("drop_closing", cast, Closing.objects.last().pk), follow=True)
    assert "It is dropped. The group stays as it is." in text(answer)
    assert "Nobody agreed to it." in text(answer)


def test_nobody_has_asked_yet(cast):
    assert "Nobody has asked to close this group." in text(cast.sam.client.get(url("closing", cast)))


def test_a_request_of_another_group_is_not_found(cast, now):
    closing = ask(cast, now)
    swapped = reverse("second_closing", args=[cast.other_group.slug, closing.pk])
    assert cast.faye.client.post(swapped).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_that_asks_costs_as_much_for_three_as_for_one(cast, rows, django_assert_num_queries):
    for _ in range(rows):
        builders.said(cast.group)
    cast.farah.client.get(url("close_group", cast))
    with django_assert_num_queries(6):
        cast.farah.client.get(url("close_group", cast))


def test_the_first_page_of_a_closed_group_offers_nothing_that_would_be_refused(cast, now):
    scribing.write_down(
        by=cast.farah.membership, now=now, member=cast.sam.membership, shown_as="NAME", words="Bigger print.",
        reached_us="PHONE",
    )  # fmt: skip
    home, log = (reverse(page, args=[cast.group.slug]) for page in ("group_home", "log"))
    offered = ("Say something", "Someone wrote down what you said", "asked to tell this again")
    page = cast.sam.client.get(home).content.decode()
    assert [one for one in offered if one not in page] == []
    close(cast, now)
    page = cast.sam.client.get(home).content.decode()
    assert [one for one in offered if one in page] == []
    for address in (home, reverse("run_group", args=[cast.group.slug])):
        assert "Plan a meeting" not in cast.farah.client.get(address).content.decode()
    assert "Why it closed" in page and "Say something" not in cast.sam.client.get(log).content.decode()


def test_what_was_handed_on_still_waits_on_the_first_page_of_whoever_took_it_on(cast, now):
    chain.sent(cast, now)
    close(cast, now, still_owed="Nia sees to it.")
    assert (
        "See that this is answered"
        in cast.nia.client.get(reverse("group_home", args=[cast.group.slug])).content.decode()
    )
