from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback.asides import operations as asides
from feedback.emergencies import operations, queries, tasks
from feedback.emergencies.models import Emergency
from feedback.reports import operations as reports
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.history.models import Event
from groups.invitations import operations as invitations
from groups.membership import operations as membership_operations
from groups.notices import queries as notices_queries
from groups.notices.models import Letter
from groups.people.models import Person
from groups.seconding import operations as seconding
from tests import builders
from tests.cast import Player

WHY = "Somebody wrote that they will hurt themselves."
HOUR = timedelta(minutes=60)


@pytest.fixture
def abe(cast):
    """Keeps the site too."""
    return Player(None, builders.person("Abe", is_site_admin=True))


def ask(cast, now, by=None):
    return operations.ask(group=cast.group, reason=WHY, by=by or cast.ada.person, now=now)


def opened(cast, now):
    one = ask(cast, now)
    operations.second(emergency=one, by=cast.orla.person, now=now)
    return Emergency.objects.with_people().get()


def history(cast):
    return list(Event.objects.of_group(cast.group.pk).newest_first().values_list("sentence", flat=True))


def letters(name):
    return Letter.objects.filter(stem=f"feedback/emergencies/emails/{name}")


def office(name, cast, *rest):
    return reverse(name, args=[cast.group.organisation_id, *rest])


def text(answer):
    return " ".join(answer.content.decode().split())


def talk(cast, one, player=None):
    return (player or cast.ada).client.get(office("emergency_talk", cast, one.pk))


# --- it takes two, and the group knows ---


def test_asking_opens_nothing_and_stands_in_the_history(cast, now, abe):
    one = ask(cast, now)
    assert talk(cast, one).status_code == 404
    assert history(cast)[0] == (
        f"Ada, who keeps the site, asked to read our talk in an emergency. Someone else must agree. The reason: “{WHY}”"
    )
    assert {letter.person for letter in letters("to_second")} == {cast.orla.person, abe.person}


def test_nobody_agrees_to_their_own(cast, now):
    one = ask(cast, now)
    builders.office(cast.group.organisation, who=cast.ada.person)  # another office makes no second person
    with pytest.raises(seconding.TakesTwoPeople):
        operations.second(emergency=one, by=cast.ada.person, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.update(seconded_by=cast.ada.person, seconded_at=now)


def invited(cast, now, **more):
    """Somebody new, from a letter to an address of one's own."""
    invite = {"organisation": cast.group.organisation, "role": "ORGANISATION_ADMIN", "name": "Alex"} | more
    letter = invitations.invite(email=builders.address("alex"), by=cast.ada.person, now=now, **invite)
    return invitations.accept_as_new(invitation=letter, name="Alex", now=now)


@pytest.mark.parametrize("role", ["ORGANISATION_ADMIN", "SITE_ADMIN"])
def test_who_got_their_office_after_it_was_asked_does_not_agree(cast, now, role):
    """Or one person alone would read: who asks can invite an admin, too."""
    one, later = ask(cast, now), now + timedelta(minutes=1)
    alex = Player(None, invited(cast, later, role=role))
    with pytest.raises(seconding.TooNew):
        operations.second(emergency=one, by=alex.person, now=later)
    said = text(alex.client.post(office("second_emergency", cast, one.pk), follow=True))
    assert "Orla can agree. You can agree to what is asked from 10:01am on Wednesday 18 November 2026 on." in said
    assert talk(cast, one).status_code == 404
    operations.drop(emergency=one, by=alex.person, now=later)
    operations.second(emergency=ask(cast, later), by=alex.person, now=later)


def test_an_old_office_counts_whatever_else_they_got_since(cast, now, abe):
    builders.office(cast.group.organisation, who=abe.person)
    Person.objects.filter(pk=abe.person.pk).update(joined_at=now - HOUR)
    abe.person.refresh_from_db()
    operations.second(emergency=ask(cast, now - HOUR), by=abe.person, now=now)
    assert talk(cast, Emergency.objects.get()).status_code == 200


def test_when_somebody_else_agrees_everyone_in_the_group_is_told_at_once(cast, now):
    opened(cast, now)
    told = letters("began")
    assert {one.person for one in told} == {one.person for one in (cast.farah, cast.col, cast.sam, cast.jo, cast.sol)}
    assert all(one.urgent and not one.stoppable for one in told)
    assert WHY in told.first().text and "Ada, who keeps the site" in told.first().text
    assert "Orla agreed to it" in told.first().text
    assert {one.person for one in letters("you_may_read")} == {cast.ada.person}
    assert history(cast)[0] == "Orla agreed that Ada reads our talk in an emergency, for 60 minutes."


def test_who_left_before_the_letter_went_does_not_get_it(cast, now):
    opened(cast, now)
    membership_operations.leave(membership=cast.jo.membership, now=now)
    due = list(letters("began").select_related("person__letter_preference", "group"))
    read = {one.letter.person_id: one.is_read for one in notices_queries.verdicts(due, now)}
    assert not read[cast.jo.person.pk] and read[cast.sam.person.pk]


def test_who_has_a_place_in_the_group_neither_asks_nor_agrees(cast, now):
    """A sponsor who also keeps the site would read what members say to each other about them."""
    with pytest.raises(operations.HasAPlace):
        ask(cast, now, by=cast.okoro.person)
    with pytest.raises(operations.HasAPlace):
        operations.second(emergency=ask(cast, now), by=cast.okoro.person, now=now)


def test_it_is_asked_once_at_a_time_and_after_a_day_anew(cast, now):
    one = ask(cast, now)
    with pytest.raises(operations.AlreadyAsked):
        ask(cast, now + timedelta(hours=23))
    late = now + timedelta(days=1)
    with pytest.raises(operations.TooLate):
        operations.second(emergency=one, by=cast.orla.person, now=late)
    assert ask(cast, late).pk != one.pk


def test_a_no_is_told_to_who_asked_and_stands_in_the_history(cast, now):
    one = ask(cast, now)
    operations.drop(emergency=one, by=cast.orla.person, now=now)
    assert letters("dropped").get().person == cast.ada.person
    assert history(cast)[0] == "Orla said no to reading our talk in an emergency. Nothing was read."
    with pytest.raises(seconding.AlreadyDecided):
        operations.second(emergency=one, by=cast.orla.person, now=now)


# --- 60 minutes, to read, and nothing else ---


def spoken(cast, now, about="Travel"):
    topic = builders.topic(cast.group, about)
    sam, jo = cast.sam.membership, cast.jo.membership
    begun = voice.post(by=sam, now=now, words="It is far.", topic=topic, content_note="about pain")
    voice.post(by=jo, now=now, words="We walk.", shown_as="GROUP", parent=begun)
    voice.post(by=sam, now=now, words="About that.", said=builders.said(cast.group))
    Post.objects.create(group=cast.group, shown_as="UNNAMED", words="I am afraid.", said_on=now.date())
    rude = voice.post(by=jo, now=now, words="Rude words")
    reports.hide(by=cast.farah.membership, now=now, post=rude, because="UNKIND")
    voice.take_back(by=jo, now=now, post=voice.post(by=jo, now=now, words="Not so"))
    asides.write(by=sam, now=now, words="Only to you")
    builders.membership(cast.other_group, name="Else")
    voice.post(by=cast.hal.membership, now=now, words="Of another group")


def test_the_talk_can_be_read_as_it_stands_and_nothing_more(cast, now):
    spoken(cast, now)
    page = text(talk(cast, opened(cast, now)))
    for words in (
        "It is far.",
        "Before you read: about pain",
        "We walk.",
        "an answer",
        "I am afraid.",
        "Travel",
        "Hidden.",
    ):
        assert words in page
    for words in ("Rude words", "Not so", "Only to you", "Of another group"):
        assert words not in page
    assert "Someone in the group · Wednesday 18 November 2026" in page


def test_nothing_on_the_page_can_be_pressed_and_no_other_page_opens(cast, now):
    spoken(cast, now)
    answer = talk(cast, opened(cast, now))
    forms = answer.content.decode().split("<main")[1].split("</main>")[0]
    assert "<form" not in forms and "/groups/" not in forms
    thread = Post.objects.filter(group=cast.group).first()
    for name, rest in (("talk", ()), ("thread", (thread.pk,)), ("people", ()), ("asides", ()), ("group_home", ())):
        assert cast.ada.client.get(reverse(name, args=[cast.group.slug, *rest])).status_code == 404, name
    assert cast.ada.client.post(reverse("talk", args=[cast.group.slug]), {"words": "Hello"}).status_code == 404
    assert cast.ada.client.post(office("emergency_talk", cast, Emergency.objects.get().pk)).status_code == 405


def test_who_agreed_and_others_who_keep_the_site_cannot_read(cast, now, abe):
    one = opened(cast, now)
    assert talk(cast, one, abe).status_code == 404
    assert talk(cast, one, cast.orla).status_code == 403


def test_the_first_page_is_in_the_history_and_the_last_line_says_how_many(cast, now):
    one = opened(cast, now)
    talk(cast, one)
    assert history(cast)[0] == "Ada opened our talk for the first time."
    talk(cast, one)
    operations.end_those_run_out(now=now + HOUR)
    assert history(cast)[0] == "The 60 minutes are over. Ada had opened 2 pages."
    assert sum("first time" in one for one in history(cast)) == 1


def test_after_60_minutes_it_is_shut_also_when_the_clock_is_late(cast, now, clock):
    one = opened(cast, now)
    clock(now + HOUR - timedelta(seconds=1))
    assert talk(cast, one).status_code == 200
    clock(now + HOUR)
    assert talk(cast, one).status_code == 404
    with pytest.raises(operations.Over):
        operations.end(emergency=one, by=cast.ada.person, now=now + HOUR)
    assert tasks.emergencies_over(now + HOUR) == 1
    assert tasks.emergencies_over(now + HOUR) == 0
    one.refresh_from_db()
    assert one.ended_at == now + HOUR


def test_a_page_that_is_asked_for_when_it_is_just_over_is_empty(cast, now):
    spoken(cast, now)
    one = opened(cast, now)
    assert queries.talk(one, now).exists() and not queries.talk(one, now + HOUR).exists()


@pytest.mark.parametrize("who", ["ada", "orla"])
def test_either_of_the_two_can_end_it(cast, now, who):
    one = opened(cast, now)
    answer = getattr(cast, who).client.post(office("office_end_emergency", cast, one.pk), follow=True)
    assert "It is over. The talk is shut again." in text(answer) and "Pages that were opened: 0." in text(answer)
    assert history(cast)[0].endswith("ended the reading of our talk. Ada had opened nothing.")
    assert talk(cast, one).status_code == 404


def test_a_facilitator_sees_it_on_the_home_and_ends_it(cast, now):
    one = opened(cast, now)
    for player in (cast.farah, cast.sam, cast.sol):
        home = text(player.client.get(reverse("group_home", args=[cast.group.slug])))
        assert "Someone from outside is reading our talk now" in home
    talk(cast, one)
    page = reverse("emergency", args=[cast.group.slug, one.pk])
    shown = text(cast.farah.client.get(page))
    assert WHY in shown and "It ends at 11am." in shown and "Pages that were opened: 1." in shown
    assert "End it now" not in text(cast.sam.client.get(page))
    end = reverse("end_emergency", args=[cast.group.slug, one.pk])
    assert cast.sam.client.post(end).status_code == 403
    assert "The talk is shut again." in text(cast.farah.client.post(end, follow=True))
    assert history(cast)[0] == "Farah ended the reading of our talk. Ada had opened 1 page."
    assert "Someone from outside could read our talk" in text(cast.sam.client.get(page))
    assert "reading our talk now" not in text(cast.sam.client.get(reverse("group_home", args=[cast.group.slug])))


def test_those_of_the_system_and_strangers_learn_nothing_of_it(cast, now):
    one = opened(cast, now)
    page = reverse("emergency", args=[cast.group.slug, one.pk])
    for player in (cast.okoro, cast.priya, cast.nia):
        assert player.client.get(page).status_code == 403
        assert not Emergency.objects.visible_to(player.membership).exists()
    assert "from outside" not in text(cast.okoro.client.get(reverse("group_home", args=[cast.group.slug])))
    swapped = reverse("emergency", args=[cast.other_group.slug, one.pk])
    assert cast.hal.client.get(swapped).status_code == 404


def test_what_nobody_agreed_to_yet_is_in_the_history_and_on_no_page_of_the_group(cast, now):
    one = ask(cast, now)
    assert cast.sam.client.get(reverse("emergency", args=[cast.group.slug, one.pk])).status_code == 404


# --- the office's pages ---


def test_who_keeps_the_site_asks_and_an_admin_agrees(cast):
    page = office("ask_emergency", cast, cast.group.pk)
    assert "Emergency" in text(cast.ada.client.get(office("organisation", cast)))
    assert "We tell everyone in the group at once" in text(cast.ada.client.get(page))
    assert "Say what the emergency is" in text(cast.ada.client.post(page, {"reason": ""}))
    answer = text(cast.ada.client.post(page, {"reason": WHY}, follow=True))
    assert "You asked. We told those who can agree." in answer and "Let it go" in answer and "I agree" not in answer
    assert "Somebody has asked for this already." in text(cast.ada.client.get(page))
    one = Emergency.objects.get()
    shown = text(cast.orla.client.get(office("office_emergency", cast, one.pk)))
    assert WHY in shown and "I agree: they can read it" in shown
    answer = cast.orla.client.post(office("second_emergency", cast, one.pk), follow=True)
    assert "We are telling everyone in the group." in text(answer) and "Read the talk" not in text(answer)
    assert "Read the talk" in text(cast.ada.client.get(office("office_emergency", cast, one.pk)))
    assert "Somebody has asked for this already." in text(cast.ada.client.get(page))


def test_a_no_on_the_page(cast, now):
    one = ask(cast, now)
    answer = cast.orla.client.post(office("drop_emergency", cast, one.pk), follow=True)
    assert "Nobody agreed. Nothing was read." in text(answer)
    assert "What is the emergency?" in text(cast.ada.client.get(office("ask_emergency", cast, cast.group.pk)))


def test_an_admin_of_the_organisation_cannot_ask_and_one_of_another_finds_nothing(cast, now):
    other = builders.person("Otto")
    builders.office(cast.far_group.organisation, who=other)
    one, otto = ask(cast, now), Player(None, other)
    assert cast.orla.client.get(office("ask_emergency", cast, cast.group.pk)).status_code == 403
    assert otto.client.post(office("second_emergency", cast, one.pk)).status_code == 404
    elsewhere = reverse("second_emergency", args=[cast.far_group.organisation_id, one.pk])
    assert otto.client.post(elsewhere).status_code == 404
    assert cast.ada.client.get(office("ask_emergency", cast, cast.far_group.pk)).status_code == 404


def test_the_talk_costs_as_much_with_many_words_as_with_few(cast, now, django_assert_num_queries):
    one = opened(cast, now)
    talk(cast, one)
    for about in ("Travel", "Letters"):
        spoken(cast, now, about)
        with django_assert_num_queries(9):
            talk(cast, one)
