from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from groups.complaints import operations, queries
from groups.complaints.models import Complaint
from groups.erasures import operations as erasures
from groups.membership.models import Office
from groups.notices.models import Letter
from groups.signing_in.models import Kept
from tests import builders
from tests.builders import NOW
from tests.cast import signed_in
from tests.house import faulty

WRONG = "Somebody in the office read my letter out."
DAY = timedelta(days=1)


def complain(cast, now, by=None, email="", place=""):
    about = cast.group.organisation
    return operations.complain(organisation=about, words_of_it=WRONG, by=by, email=email, place=place, now=now)


def letters(name):
    return Letter.objects.filter(stem=f"groups/complaints/emails/{name}")


def text(answer):
    return " ".join(answer.content.decode().split())


def mine(complaint):
    return reverse("complaint", kwargs={"token": queries.token(complaint)})


def office(name, complaint):
    return reverse(name, args=[complaint.organisation_id, complaint.pk])


# --- anybody complains, and is told what is promised ---


def test_anybody_without_an_account_complains_and_gets_a_letter_with_a_link(cast, now, visitor):
    page = text(visitor.get(reverse("complain")))
    assert "You need no account" in page and "within 30 days" in page and "Information Commissioner" in page
    typed = {
        "organisation": cast.group.organisation_id,
        "words_of_it": WRONG,
        "name": "Wren",
        "email": "Wren@Example.org",
    }
    answer = visitor.post(reverse("complain"), typed, follow=True)
    assert "We have your complaint." in text(answer) and "They answer by 18 December 2026." in text(answer)
    made = letters("made").get()
    assert (made.address, made.person, made.secret) == ("wren@example.org", None, True)
    assert "18 December 2026" in made.text and "ICO" in made.text and made.path == mine(Complaint.objects.get())
    assert WRONG not in made.text, "who did not prove their address sends no words to anybody"


def test_it_goes_to_those_who_look_after_the_organisation_and_to_nobody_of_the_group(cast, now):
    complain(cast, now, by=cast.sam.person)
    assert {one.person for one in letters("to_answer")} == {cast.orla.person}
    assert WRONG not in letters("to_answer").get().text


def test_where_nobody_looks_after_the_organisation_the_keepers_hear_that_and_no_more(cast, now):
    Office.objects.update(ended_at=now)
    complain(cast, now, email="wren@example.org")
    assert {one.person for one in letters("nobody_answers")} == {cast.ada.person}
    assert WRONG not in letters("nobody_answers").get().text


def test_something_to_answer_to_and_some_words_are_needed(cast, now):
    with pytest.raises(operations.WhereToAnswer):
        complain(cast, now)
    with pytest.raises(operations.SayWhatIsWrong):
        operations.complain(organisation=cast.group.organisation, words_of_it=" ", by=cast.sam.person, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.create(
            organisation=cast.group.organisation, words=WRONG, made_at=now, due_on=now.date(), nag_on=now.date()
        )


def test_nobody_fills_an_inbox_with_letters_of_ours(cast, now):
    for _ in range(3):
        complain(cast, now, email="wren@example.org")
    with pytest.raises(operations.EnoughForToday):
        complain(cast, now, email="WREN@example.org")
    Kept.objects.update(until_at=NOW)  # a day later
    complain(cast, now, email="wren@example.org")


def test_a_name_nobody_proved_stands_in_no_letter(cast, now):
    """It could say anything, in a letter of ours to anybody."""
    words = "you have won, see https://evil.example/win"
    organisation, wren = cast.group.organisation, "wren@example.org"
    one = operations.complain(organisation=organisation, words_of_it=WRONG, email=wren, name=words, now=now)
    operations.say_what_happens(complaint=one, seen_words="We look.", by=cast.orla.person, now=now)
    operations.answer(complaint=one, answer="Sorry.", by=cast.orla.person, now=now)
    sent = Letter.objects.filter(address=wren)
    assert sent.count() == 3
    for letter in sent:
        assert "evil" not in letter.subject + letter.text + letter.html + letter.name
    assert words in text(cast.orla.client.get(office("complaint_to_answer", one)))


def test_who_has_an_account_is_greeted_as_ever(cast, now):
    complain(cast, now, by=cast.sam.person)
    assert letters("made").get().name == "Sam"


def test_an_address_written_in_other_ways_is_the_same_inbox(cast, now):
    written = ["wren@example.org", "w.r.e.n@example.org", "wren+1@example.org"]
    for email in written:
        complain(cast, now, email=email)
    for email in (*written, "ｗren@example.org"):
        with pytest.raises(operations.EnoughForToday):
            complain(cast, now, email=email)
    for number in range(3):  # from other places, too
        complain(cast, now, email="wren@example.org", place=f"192.0.2.{number}")
    with pytest.raises(operations.EnoughForToday):
        complain(cast, now, email="wren@example.org", place="192.0.2.9")


def test_one_place_that_writes_to_many_addresses_is_stopped_and_shuts_the_form_for_nobody_else(cast, now, visitor):
    typed = {"organisation": cast.group.organisation_id, "words_of_it": WRONG, "name": ""}

    def ask(number, place):
        given = typed | {"email": f"n{number}@example.org"}
        return visitor.post(reverse("complain"), given, REMOTE_ADDR=place)

    answers = [ask(number, "192.0.2.1") for number in range(12)]
    assert [one.status_code for one in answers] == [302] * 10 + [200] * 2
    assert "Write again tomorrow" in text(answers[-1])
    assert ask(99, "192.0.2.2").status_code == 302 and Complaint.objects.count() == 11
    complain(cast, now, by=cast.sam.person)


def test_without_redis_complaints_are_counted_all_the_same(cast, now, settings):
    away = f"redis://127.0.0.1:{faulty.closed_port()}"
    redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": away}
    settings.CACHES = {**settings.CACHES, "passing": redis}
    for _ in range(3):
        complain(cast, now, email="wren@example.org")
    with pytest.raises(operations.EnoughForToday):
        complain(cast, now, email="wren@example.org")


# --- what became of it ---


def test_somebody_says_what_happens_and_answers_and_who_complained_is_told_both_times(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    answer = cast.orla.client.post(office("complaint_seen", one), {"seen_words": "We ask the office."}, follow=True)
    assert "We are telling them." in text(answer) and "Being looked into" in text(answer)
    assert "We ask the office." in letters("seen").get().text
    answer = cast.orla.client.post(office("complaint_to_answer", one), {"answer": "It was wrong. Sorry."}, follow=True)
    assert "What we answered" in text(answer)
    told = letters("answered").get()
    assert told.person == cast.sam.person and "It was wrong. Sorry." in told.text and "ICO" in told.text
    page = text(cast.sam.client.get(mine(one)))
    assert WRONG in page and "We ask the office." in page and "It was wrong. Sorry." in page
    assert "Answered" in text(cast.sam.client.get(reverse("complain")))


def test_it_is_answered_once_and_not_without_words(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    with pytest.raises(operations.SayWhatCameOfIt):
        operations.answer(complaint=one, answer=" ", by=cast.orla.person, now=now)
    with pytest.raises(operations.SayWhatHappens):
        operations.say_what_happens(complaint=one, seen_words=" ", by=cast.orla.person, now=now)
    operations.answer(complaint=one, answer="Sorry.", by=cast.orla.person, now=now)
    for deed in (
        lambda: operations.answer(complaint=one, answer="Again.", by=cast.orla.person, now=now),
        lambda: operations.say_what_happens(complaint=one, seen_words="Later.", by=cast.orla.person, now=now),
    ):
        with pytest.raises(operations.AnsweredAlready):
            deed()


def test_a_form_without_words_says_what_is_missing(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    assert "Say what happens now" in text(cast.orla.client.post(office("complaint_seen", one), {"seen_words": ""}))
    assert "Say what came of it" in text(cast.orla.client.post(office("complaint_to_answer", one), {"answer": ""}))


# --- who may see it ---


@pytest.mark.parametrize("who", ["farah", "col", "nia", "okoro", "priya", "jo", "sol", "ada", "hal"])
def test_nobody_of_a_group_and_no_keeper_of_the_site_reads_it(cast, now, who):
    one, client = complain(cast, now, by=cast.sam.person), getattr(cast, who).client
    for address in (
        office("complaint_to_answer", one), reverse("complaints", args=[one.organisation_id]), mine(one),
    ):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code in (403, 404) and WRONG not in text(answer)


def test_those_who_answer_learn_the_name_of_a_member_only_if_it_was_given(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    for address in (reverse("complaints", args=[one.organisation_id]), office("complaint_to_answer", one)):
        page = text(cast.orla.client.get(address))
        assert "somebody with an account" in page.lower() and "Sam" not in page
    typed = {"organisation": one.organisation_id, "words_of_it": WRONG, "name": "Sam of the Rivers"}
    cast.sam.client.post(reverse("complain"), typed)
    assert "Sam of the Rivers" in text(cast.orla.client.get(reverse("complaints", args=[one.organisation_id])))


def test_the_admin_of_another_organisation_finds_none(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    other = builders.office(cast.far_group.organisation, who=builders.person("Otto"))
    client = signed_in(other.person)
    assert client.get(office("complaint_to_answer", one)).status_code == 404
    assert client.get(reverse("complaint_to_answer", args=[cast.far_group.organisation_id, one.pk])).status_code == 404


def test_the_link_of_somebody_with_an_account_opens_for_that_account_only(cast, now, visitor):
    one = complain(cast, now, by=cast.sam.person)
    assert visitor.get(mine(one)).status_code == 302
    assert cast.orla.client.get(mine(one)).status_code == 404
    assert visitor.get(reverse("complaint", kwargs={"token": "a" * 33})).status_code == 404


# --- it does not lie about ---


def nagged(at):
    before = letters("nag").count()
    operations.nag(now=at)
    return letters("nag").count() - before


def test_those_who_must_answer_are_reminded_before_the_day_and_every_third_day_after(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    assert one.due_on == date(2026, 12, 18)
    days = [day for day in range(40) if nagged(now + day * DAY)]
    assert days == [16, 23, 30, 31, 34, 37]
    operations.answer(complaint=one, answer="Sorry.", by=cast.orla.person, now=now + 40 * DAY)
    assert nagged(now + 60 * DAY) == 0


def test_those_who_must_answer_are_not_reminded_in_the_night(cast, now):
    complain(cast, now, by=cast.sam.person)
    day = (now + 16 * DAY).replace(minute=0)
    assert [nagged(day.replace(hour=hour)) > 0 for hour in (0, 7, 8)] == [False, False, True]


def test_the_list_says_what_is_late_and_the_organisations_page_how_many_wait(cast, now, clock):
    one = complain(cast, now, by=cast.sam.person)
    address = reverse("complaints", args=[one.organisation_id])
    assert "Promised by 18 December 2026" in text(cast.orla.client.get(address))
    assert "Waiting: 1" in text(cast.orla.client.get(reverse("organisation", args=[one.organisation_id])))
    clock(now + 31 * DAY)
    assert "Late: promised by 18 December 2026" in text(cast.orla.client.get(address))
    assert "That day has passed." in text(cast.orla.client.get(office("complaint_to_answer", one)))


def test_three_years_after_it_was_answered_it_goes_and_never_before(cast, now):
    open_, done = complain(cast, now, email="wren@example.org"), complain(cast, now, by=cast.sam.person)
    operations.answer(complaint=done, answer="Sorry.", by=cast.orla.person, now=now)
    later = now + timedelta(days=3 * 365)
    assert not queries.kept_long_enough(later - DAY).exists()
    operations.forget(list(queries.kept_long_enough(later).values_list("pk", flat=True)), later)
    assert list(Complaint.objects.all()) == [open_]


def test_whoever_is_erased_takes_their_name_with_them_and_the_complaint_stays(cast, now):
    complain(cast, now, by=cast.sam.person)
    erasures.erase(person=cast.sam.person, because="ASKED", now=now)
    kept = Complaint.objects.get()
    assert kept.words == WRONG and "Sam" not in kept.who


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_as_much_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        complain(cast, now, email=f"wren{number}@example.org")
    address = reverse("complaints", args=[cast.group.organisation_id])
    cast.orla.client.get(address)
    with django_assert_num_queries(4):
        cast.orla.client.get(address)


def test_nobody_but_those_who_look_after_the_organisation_answers_and_the_operation_itself_says_so(cast, now):
    one = complain(cast, now, by=cast.sam.person)
    for person in (cast.farah.person, cast.sam.person, cast.nia.person):
        with pytest.raises(operations.NotYourPart):
            operations.answer(complaint=one, answer="Done.", by=person, now=now)
        with pytest.raises(operations.NotYourPart):
            operations.say_what_happens(complaint=one, seen_words="We look.", by=person, now=now)
