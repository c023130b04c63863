from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from groups.arrangements.models import Arrangement, WasItThere
from groups.consents import operations, queries
from groups.consents.models import Consent
from groups.erasures import operations as erasures
from groups.history.models import Event
from groups.meetings.models import Reply
from groups.notices.models import Letter
from groups.own_data import queries as own_data
from groups.people import operations as people
from groups.people.models import Person
from tests.groups.meetings.arrange import plan, says

RAMP = "A ramp, please."


@pytest.fixture
def sam(cast):
    """Sam, who has not said yes to anything."""
    Person.objects.filter(pk=cast.sam.person.pk).update(may_keep_needs=False)
    cast.sam.person.refresh_from_db()
    cast.sam.membership.person = cast.sam.person
    return cast.sam


def text(answer):
    return " ".join(answer.content.decode().split())


def told(sam, cast, now):
    """Everything that can be kept by the yes."""
    operations.say_yes(by=sam.person, now=now)
    people.say_needs(by=sam.person, now=now, access_needs=RAMP, communication_needs="Large print")
    meeting = plan(cast)
    says(sam, meeting, needs=RAMP)
    Arrangement.objects.create(meeting=meeting, membership=sam.membership, need="ACCESS", seal="x")
    return meeting


# --- without it nothing is kept, and everything else works ---


def test_joining_asks_for_nothing_of_the_kind_and_nobody_is_asked_twice(db):
    assert Person._meta.get_field("may_keep_needs").default is False


def test_without_a_yes_no_such_words_are_kept_anywhere(sam, cast, now):
    with pytest.raises(people.SayYesFirst):
        people.say_needs(by=sam.person, now=now, access_needs=RAMP)
    with pytest.raises(people.SayYesFirst):
        says(sam, plan(cast), needs=RAMP)
    assert not Reply.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=sam.person.pk).update(access_needs=RAMP)


def test_without_a_yes_one_replies_to_a_meeting_as_everybody_does(sam, cast):
    meeting = plan(cast)
    address = reverse("reply", args=[cast.group.slug, meeting.pk])
    page = text(sam.client.get(address))
    assert "We keep that only after your yes" in page and 'name="needs"' not in page
    sam.client.post(address, {"answer": "MAYBE", "way": "ONLINE", "needs": RAMP})
    assert Reply.objects.get().needs == ""


def test_whoever_replies_for_them_finds_no_place_for_it_either(sam, cast):
    meeting = plan(cast)
    page = text(cast.farah.client.get(reverse("reply_for", args=[cast.group.slug, meeting.pk, sam.membership.pk])))
    assert "Sam has not said yes to keeping what they need" in page and 'name="needs"' not in page


# --- saying yes, and what to ---


def test_the_yes_is_a_page_of_its_own_and_keeps_when_and_to_which_words(sam, now):
    assert "So we keep it only if you say yes to that." in text(sam.client.get(reverse("needs")))
    page = text(sam.client.get(reverse("yes_to_needs")))
    assert queries.WORDING in page and "nothing to do with being in a group" in page
    answer = sam.client.post(reverse("say_yes"), follow=True)
    assert 'name="access_needs"' in text(answer)
    yes = Consent.objects.get()
    assert (yes.person, yes.wording, yes.given_at, yes.taken_back_at) == (sam.person, queries.WORDING, now, None)
    assert Event.objects.filter(what="needs_yes", about_id=sam.person.pk, group=None).exists()


def test_a_yes_is_said_once_at_a_time(sam, now):
    operations.say_yes(by=sam.person, now=now)
    with pytest.raises(operations.SaidYesAlready):
        operations.say_yes(by=sam.person, now=now)


def test_there_is_nothing_to_take_back_before(sam, now):
    with pytest.raises(operations.NothingToTakeBack):
        operations.take_back(by=sam.person, now=now)


# --- taking it back ---


def test_taking_it_back_deletes_all_that_was_kept_by_it_and_says_what(sam, cast, now):
    told(sam, cast, now)
    gone = operations.take_back(by=sam.person, now=now + timedelta(days=1))
    assert gone.deleted == "2 answers under “What you need”, 1 note for a meeting, 1 line about what was arranged."
    kept = Person.objects.get(pk=sam.person.pk)
    assert (kept.access_needs, kept.communication_needs, kept.may_keep_needs) == ("", "", False)
    assert Reply.objects.get().needs == "" and not Arrangement.objects.exists() and not WasItThere.objects.exists()
    assert RAMP not in str(list(Event.objects.values_list("sentence", "detail")))


def test_what_somebody_else_needs_stays(sam, cast, now):
    meeting = told(sam, cast, now)
    says(cast.jo, meeting, needs="Captions")
    operations.take_back(by=sam.person, now=now)
    assert Reply.objects.get(membership=cast.jo.membership).needs == "Captions"


def test_if_the_deed_fails_the_yes_stands_and_nothing_is_deleted(sam, cast, now, monkeypatch):
    told(sam, cast, now)

    def broken(person):
        raise RuntimeError

    monkeypatch.setattr(operations.arrangements, "forget_all_of", broken)
    with pytest.raises(RuntimeError):
        operations.take_back(by=sam.person, now=now)
    assert Person.objects.get(pk=sam.person.pk).access_needs == RAMP and Consent.objects.standing().exists()


def test_the_page_says_what_was_deleted_and_shows_the_history_of_it(sam, cast, now):
    told(sam, cast, now)
    answer = sam.client.post(reverse("take_yes_back"), follow=True)
    page = text(answer)
    assert "You took your yes back." in page and "We deleted: 2 answers under" in page
    assert (
        "You said yes on 18 November 2026 to these words:" in page and "You took it back on 18 November 2026." in page
    )
    operations.say_yes(by=Person.objects.get(pk=sam.person.pk), now=now + timedelta(days=2))
    assert Consent.objects.of_person(sam.person).count() == 2


def test_with_nothing_kept_it_says_so(sam, now):
    operations.say_yes(by=sam.person, now=now)
    assert operations.take_back(by=sam.person, now=now).deleted == "nothing, because nothing was kept."


# --- how long, and whose ---


def test_two_years_after_it_was_taken_back_the_line_goes_and_a_yes_that_stands_stays(sam, cast, now):
    operations.say_yes(by=sam.person, now=now)
    operations.take_back(by=sam.person, now=now)
    operations.say_yes(by=sam.person, now=now)
    later = now + timedelta(days=730)
    operations.forget(list(queries.taken_back_long_ago(later).values_list("pk", flat=True)), later)
    assert [one.taken_back_at for one in Consent.objects.all()] == [None]


def test_it_is_in_everything_about_me_and_goes_with_an_erasure(sam, cast, now):
    told(sam, cast, now)
    assert queries.WORDING in str(own_data.everything(sam.person))
    erasures.erase(person=sam.person, because="ASKED", now=now)
    assert not Consent.objects.exists() and Person.objects.get(pk=sam.person.pk).may_keep_needs is False


def test_the_page_costs_as_much_with_a_long_history_as_with_none(sam, now, django_assert_num_queries):
    sam.client.get(reverse("yes_to_needs"))
    for _ in range(2):
        with django_assert_num_queries(3):
            sam.client.get(reverse("yes_to_needs"))
        operations.say_yes(by=Person.objects.get(pk=sam.person.pk), now=now)
        operations.take_back(by=Person.objects.get(pk=sam.person.pk), now=now)


# --- by phone ---


def by_phone(name, cast, one):
    return reverse(name, args=[cast.group.slug, one.membership.pk])


def test_a_facilitator_reads_the_words_out_and_writes_the_yes_down_and_the_person_gets_a_letter(sam, cast):
    page = text(cast.farah.client.get(by_phone("yes_for", cast, sam)))
    assert queries.WORDING in page and "Only they can say yes." in page
    answer = cast.farah.client.post(by_phone("say_yes_for", cast, sam), follow=True)
    assert "We noted it, and wrote to them." in text(answer)
    yes = Consent.objects.get()
    assert (yes.person, yes.scribe) == (sam.person, cast.farah.membership)
    letter = Letter.objects.get(stem="groups/consents/emails/said_yes")
    assert letter.person == sam.person and queries.WORDING in letter.text and not letter.stoppable
    line = Event.objects.get(what="needs_yes_by_phone")
    assert line.group == cast.group and "Sam" not in line.sentence


def test_what_was_said_by_phone_is_taken_back_by_phone_and_what_went_is_told(sam, cast, now):
    told(sam, cast, now)
    answer = cast.farah.client.post(by_phone("take_back_for", cast, sam), follow=True)
    assert "deleted what was kept, and wrote to them" in text(answer)
    letter = Letter.objects.get(stem="groups/consents/emails/taken_back")
    assert "We deleted: 2 answers under" in letter.text
    assert Person.objects.get(pk=sam.person.pk).needs == "" and Reply.objects.get().needs == ""


@pytest.mark.parametrize("who", ["jo", "sol", "nia", "priya", "okoro"])
def test_nobody_else_says_yes_for_somebody(sam, cast, who):
    client = getattr(cast, who).client
    assert client.get(by_phone("yes_for", cast, sam)).status_code == 403
    assert client.post(by_phone("say_yes_for", cast, sam)).status_code == 403
    assert cast.faye.client.post(by_phone("say_yes_for", cast, sam)).status_code == 404
    assert not Consent.objects.exists()


def test_of_somebody_of_the_system_or_of_another_group_there_is_no_such_page(cast):
    for one in (cast.priya, cast.hal):
        assert cast.farah.client.get(by_phone("yes_for", cast, one)).status_code == 404


def test_the_page_of_a_person_leads_there(sam, cast):
    page = cast.farah.client.get(reverse("member", args=[cast.group.slug, sam.membership.pk]))
    assert by_phone("yes_for", cast, sam) in page.content.decode()


def test_only_a_facilitator_of_their_group_writes_a_yes_down_and_the_operation_itself_says_so(cast, now):
    for by, whose in (
        (cast.sam.membership, cast.jo.membership), (cast.priya.membership, cast.sam.membership),
        (cast.farah.membership, cast.okoro.membership), (cast.farah.membership, cast.hal.membership),
    ):  # fmt: skip
        with pytest.raises(operations.NotYourPart):
            operations.say_yes_for(whose=whose, by=by, now=now)
        with pytest.raises(operations.NotYourPart):
            operations.take_back_for(whose=whose, by=by, now=now)
