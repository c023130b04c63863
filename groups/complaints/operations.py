"""Complaining, saying what happens now, answering. Each is told to who complained; what waits too long to those who must answer."""

from datetime import date, datetime, timedelta

from django.db import transaction

from coproduction.kit import locks, passing, personal, tries, walltime, words
from coproduction.kit.forgetting import rule
from coproduction.kit.refusals import Refusal
from groups.complaints import emails, queries
from groups.complaints.models import PROMISED, Complaint
from groups.history.operations import record
from groups.people import queries as people_queries

A_DAY = 3  # from one person with an account; how many by an address: coproduction/kit/tries.py
FIRST_NAG, EACH, WHEN_LATE = timedelta(days=14), timedelta(days=7), timedelta(days=3)


class SayWhatIsWrong(Refusal):
    """Say what is wrong."""


class WhereToAnswer(Refusal):
    """Enter your email address, so that we can answer you."""


class EnoughForToday(Refusal):
    """We have several complaints from you today. They are all kept. Write again tomorrow, or write to the organisation."""


class AnsweredAlready(Refusal):
    """This was answered already."""


class NotYourPart(Refusal):
    """Only those who look after the organisation answer its complaints."""


class SayWhatHappens(Refusal):
    """Say what happens now."""


class SayWhatCameOfIt(Refusal):
    """Say what came of it."""


def complain(
    *, organisation, words_of_it: str, now: datetime, by=None, name: str = "", email: str = "", place: str = ""
) -> Complaint:
    """By a person with an account, or by anybody with an address, from some place of the net. They get a letter at once: who
    has it, and until when."""
    said = words.clean(words_of_it)
    if not said:
        raise SayWhatIsWrong(field="words_of_it")
    if by is None and not email:
        raise WhereToAnswer(field="email")
    _not_too_many(by, email, place, now)
    who = {"person": by, "name": words.one_line(name), "email": "" if by else email.lower()}
    return _made(by, now, organisation=organisation, words=said, **who)


@transaction.atomic
def _made(by, now, **said) -> Complaint:
    today = walltime.day_here(now)
    complaint = Complaint.objects.create(
        made_at=now, due_on=today + PROMISED, nag_on=today + PROMISED - FIRST_NAG, **said
    )
    if by is not None:
        record("complaint_made", "You complained about how your data is handled.", by=by, about=by, at=now)
    emails.made(complaint, now=now)
    _tell_those_who_answer(complaint, "to_answer", now)
    return complaint


@transaction.atomic
def say_what_happens(*, complaint: Complaint, seen_words: str, by, now: datetime) -> None:
    """Somebody has read it, and says what happens now. It stays open."""
    complaint, seen_words = _open(complaint, by), words.clean(seen_words)
    if not seen_words:
        raise SayWhatHappens(field="seen_words")
    complaint.seen_words, complaint.seen_by, complaint.seen_at = seen_words, by, now
    complaint.save(update_fields=["seen_words", "seen_by", "seen_at"])
    emails.seen(complaint, now=now)


@transaction.atomic
def answer(*, complaint: Complaint, answer: str, by, now: datetime) -> None:
    complaint, answer = _open(complaint, by), words.clean(answer)
    if not answer:
        raise SayWhatCameOfIt(field="answer")
    complaint.answer, complaint.answered_by, complaint.answered_at = answer, by, now
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    emails.answered(complaint, now=now)


def nag(*, now: datetime) -> int:
    """The clock: two weeks and one week before the day, and every third day after it, from 8am where the site is."""
    if walltime.is_night_here(now):
        return 0
    return sum(_nag(one, now) for one in Complaint.objects.to_nag(now).with_people())


@transaction.atomic
def _nag(complaint, now) -> bool:
    today = walltime.day_here(now)
    if complaint.nag_on > today:
        return False
    again = next_nag(complaint.due_on, today)
    if not Complaint.objects.open().filter(pk=complaint.pk, nag_on=complaint.nag_on).update(nag_on=again):
        return False
    _tell_those_who_answer(complaint, "nag", now)
    return True


def next_nag(due_on: date, today: date) -> date:
    if today > due_on:
        return today + WHEN_LATE
    return min(today + EACH, due_on + timedelta(days=1))


@personal.before_erasure("complaints made signed out")
def they_were_theirs(person, now) -> None:
    """With their own address: it is emptied like one made with the account, and whoever complained must be somebody."""
    Complaint.objects.filter(person=None, email__iexact=person.email).update(person=person)


@rule("complaints answered long ago", rows=queries.kept_long_enough)
def forget(pks, now) -> None:
    Complaint.objects.filter(pk__in=pks).delete()


def _tell_those_who_answer(complaint, letter, now):
    people = queries.who_answers(complaint.organisation_id)
    if people:
        emails.to_those_who_answer(complaint, letter, people, now=now)
    else:
        emails.nobody_answers(complaint, people_queries.keepers(), now=now)  # they can invite somebody who does


def _open(complaint, by):
    if by not in queries.who_answers(complaint.organisation_id):
        raise NotYourPart()
    held = locks.held(Complaint.objects).with_people().open().filter(pk=complaint.pk).first()
    if held is None:
        raise AnsweredAlready()
    return held


def _not_too_many(by, email, place, now):
    """Who has no account is counted by address and by place: nobody fills an inbox, or shuts the form for all others."""
    if by is not None:
        enough = passing.count(by.pk, "complain", now) > A_DAY
    else:
        enough = tries.counted("complaint", address=email, place=place) is None
    if enough:
        raise EnoughForToday()
