from datetime import UTC, date, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from feedback.challenges import operations as challenges
from feedback.handovers import operations as handovers
from feedback.log.models import Stage
from feedback.nudges import operations as nudges
from groups.away import operations, queries
from groups.away.models import Away, AwayDay
from groups.history.models import Event
from groups.membership.models import Membership, Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

FIRST, LAST = date(2026, 11, 16), date(2026, 11, 27)


@pytest.fixture
def leon(cast):
    return builders.membership(cast.group, Role.POINT_OF_CONTACT, name="Leon")


def say_away(mine, now, stand_in, starts_on=FIRST, ends_on=LAST):
    return operations.say_away(
        by=[mine], now=now, starts_on=starts_on, ends_on=ends_on, stand_ins={mine.pk: stand_in}
    )[0]  # fmt: skip


def nudged():
    return sorted(Letter.objects.filter(stem__endswith="nudge").values_list("person__name", flat=True))


def text(player, path):
    return BeautifulSoup(player.client.get(path).content, "html.parser").get_text(" ", strip=True)


def test_while_somebody_is_away_their_reminders_go_to_whoever_stands_in(cast, now, leon):
    away = say_away(cast.okoro.membership, now, leon)
    builders.said(cast.group, stage=Stage.HEARD, due_on=now.date())
    nudges.nudge(now=now)
    assert nudged() == ["Leon"]
    assert Event.objects.get(what="away_said").sentence == (
        "Dr Okoro is away from Monday 16 November 2026 until Friday 27 November 2026. Leon stands in."
    )
    assert queries.instead([cast.okoro.membership], now + timedelta(days=10)) == [cast.okoro.membership]  # it ended
    assert away.days.count() == 12


def test_a_stand_in_who_left_stands_in_no_more(cast, now, leon):
    say_away(cast.okoro.membership, now, leon)
    Membership.objects.filter(pk=leon.pk).update(left_at=now)
    assert queries.instead([cast.okoro.membership], now) == [cast.okoro.membership]


def test_people_see_until_when_where_a_promise_waits(cast, now, leon):
    day = {"due_on": now.date(), "hear_by": now.date(), "answer_by": now.date()}
    said = builders.said(cast.group, stage=Stage.HEARD, **day)
    say_away(cast.okoro.membership, now, leon)
    line = "Dr Okoro is away until Friday 27 November 2026. Leon stands in."
    slug = cast.group.slug
    for page in (said.get_absolute_url(), f"/groups/{slug}/overview/", f"/groups/{slug}/about/"):
        assert line in text(cast.sam, page), page
    assert line in text(cast.priya, f"/groups/{slug}/")
    assert line not in text(cast.sam, builders.said(cast.group, stage=Stage.SENT, **day).get_absolute_url())


@pytest.mark.parametrize(("rung", "who", "name"), [("REASON", "priya", "Priya"), ("SPONSOR", "okoro", "Dr Okoro")])
def test_people_see_until_when_where_the_group_asks_again(cast, now, leon, rung, who, name):
    said = chain.cannot(cast, now)
    asked = challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Look again.")
    if rung == "SPONSOR":
        challenges.give_reason(by=cast.priya.membership, now=now, challenge=asked, answer="We have.")
        challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Look again.")
    line = f"{name} is away until Friday 27 November 2026. Leon stands in."
    say_away(getattr(cast, who).membership, now, leon)
    slug = cast.group.slug
    pages = [(cast.sam, said.get_absolute_url()), (cast.sam, f"/groups/{slug}/overview/"), (cast.farah, f"/groups/{slug}/"),
             (cast.nia, f"/groups/{slug}/")]  # fmt: skip
    for player, page in pages:
        assert line in text(player, page), page
    if rung == "REASON":
        handovers.hand_over(by=cast.priya.membership, now=now, said=said, owed=rung, to=leon)
        for player, page in (pages[0], *pages[2:]):  # an overview is kept for a minute
            assert "Priya asked Leon to give the reason again." in text(player, page), page


def test_of_what_the_independent_person_looks_at_nobody_of_the_system_is_away(cast, now, leon):
    cast.group.independent_name, cast.group.independent_email = "Ines Frey", "ines@example.org"
    cast.group.save()
    said = chain.cannot(cast, now)
    for answer in (challenges.give_reason, challenges.keep_answer, None):
        asked = challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Look again.")
        if answer:
            answer(by=cast.okoro.membership, now=now, challenge=asked, answer="We read it again.")
    say_away(cast.okoro.membership, now, leon)
    assert "is away until" not in text(cast.sam, said.get_absolute_url())
    home = text(cast.farah, f"/groups/{cast.group.slug}/")
    assert "The independent person looks at it" in home and "is away until" not in home


def test_days_that_overlap_are_refused_by_the_database(cast, now, leon):
    away = say_away(cast.okoro.membership, now, leon)
    with pytest.raises(operations.AwayAlready):
        say_away(cast.okoro.membership, now, leon, LAST, LAST + timedelta(days=3))
    with pytest.raises(IntegrityError), transaction.atomic():
        AwayDay.objects.create(away=away, membership=away.membership, day_on=LAST)
    say_away(cast.okoro.membership, now, leon, LAST + timedelta(days=1), LAST + timedelta(days=3))
    say_away(leon, now, cast.okoro.membership)
    assert Away.objects.count() == 3


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "refusal"),
    [
        (LAST, FIRST, operations.LastBeforeFirst),
        (date(2026, 10, 1), date(2026, 10, 2), operations.DaysHavePassed),
        (FIRST, date(2027, 11, 16), operations.TooLong),
    ],
)
def test_days_that_make_no_sense_are_refused(cast, now, leon, starts_on, ends_on, refusal):
    with pytest.raises(refusal):
        say_away(cast.okoro.membership, now, leon, starts_on, ends_on)


def test_only_people_of_the_system_say_so_and_only_one_of_them_stands_in(cast, now, leon):
    with pytest.raises(operations.NotYourPart):
        say_away(cast.sam.membership, now, leon)
    for nobody in (None, cast.sam.membership, cast.okoro.membership):
        with pytest.raises(operations.SayWhoStandsIn):
            say_away(cast.okoro.membership, now, nobody)


def test_coming_back_early_ends_it_and_the_stand_in_is_told(cast, now, leon):
    away = say_away(cast.okoro.membership, now, leon)
    with pytest.raises(operations.NotYourPart):
        operations.come_back(by=leon, now=now, away=away)
    operations.come_back(by=cast.okoro.membership, now=now, away=away)
    assert queries.instead([cast.okoro.membership], now) == [cast.okoro.membership]
    with pytest.raises(operations.OverAlready):
        operations.come_back(by=cast.okoro.membership, now=now, away=away)
    delivery.send_due(lambda: now)
    told = dict(Letter.objects.filter(person=leon.person).values_list("stem", "state"))
    assert told == {"groups/away/emails/you_stand_in": "EXPIRED", "groups/away/emails/they_are_back": "SENT"}
    say_away(cast.okoro.membership, now, leon, now.date())  # from today the days are free again


def test_somebody_alone_in_a_group_is_away_without_a_stand_in(cast, now):
    alone = builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    away = say_away(alone, now, None)
    assert away.stand_in is None and queries.instead([alone], now) == [alone]
    assert operations.come_back(by=alone, now=now, away=away).called_off_at == now
    assert not Letter.objects.exists()  # there is nobody to tell


def test_in_place_of_nobody_stands_nobody_and_nothing_is_asked_of_the_database(now, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert queries.instead([], now) == []


def test_the_page_says_it_for_all_groups_at_once_and_ends_it(cast, leon, now):
    builders.membership(cast.other_group, Role.SPONSOR, who=cast.okoro.person)
    cast.okoro.membership.deputy = cast.priya.membership
    cast.okoro.membership.save()
    page = cast.okoro.client.get("/away/").content.decode()
    assert "In Harbour Voices nobody else can stand in" in page
    days = {"starts_on_day": "1", "starts_on_month": "12", "starts_on_year": "2026", "ends_on_day": "4",
            "ends_on_month": "12", "ends_on_year": "2026"}  # fmt: skip
    wrong = cast.okoro.client.post("/away/", days).content.decode()
    assert "Choose who stands in" in wrong and 'value="2026"' in wrong
    typed = days | {f"stand_in_{cast.okoro.membership.pk}": leon.pk}
    assert "We kept your days away" in cast.okoro.client.post("/away/", typed, follow=True).content.decode()
    assert "away on some of these days already" in cast.okoro.client.post("/away/", typed).content.decode()
    assert Away.objects.count() == 2
    mine = Away.objects.get(membership=cast.okoro.membership)
    assert cast.priya.client.post(f"/away/{mine.pk}/back/").status_code == 404
    cast.okoro.client.post(f"/away/{mine.pk}/back/")
    assert "Harbour Voices" in text(cast.okoro, "/away/") and Away.objects.not_over(now.date()).count() == 1


def test_a_day_away_is_the_day_it_is_where_the_group_meets(cast, now, leon):
    """At nine in the evening of the 16th in Midway it is the 17th for us: one may still be away that day, and is."""
    cast.group.time_zone = "Pacific/Midway"
    cast.group.save()
    evening = datetime(2026, 11, 17, 8, tzinfo=UTC)
    mine = Membership.objects.get(pk=cast.okoro.membership.pk)
    away = say_away(mine, evening, leon, ends_on=FIRST)
    assert queries.instead([mine], evening) == [leon]
    assert queries.not_over(mine.person, evening) == [away]
    midnight = evening + timedelta(hours=3)
    assert queries.instead([mine], midnight) == [mine] and queries.not_over(mine.person, midnight) == []
    with pytest.raises(operations.OverAlready):
        operations.come_back(by=mine, now=midnight, away=away)
    with pytest.raises(operations.DaysHavePassed):
        say_away(mine, midnight, leon, ends_on=FIRST)
