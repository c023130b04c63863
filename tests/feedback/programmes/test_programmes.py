from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, transaction
from django.urls import reverse

from feedback.log import operations as log
from feedback.programmes import operations, queries
from feedback.programmes.models import Programme, ProgrammeLine
from feedback.programmes.tasks import programmes_of_work
from groups.membership.models import Role
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders

NEXT = date(2026, 12, 4)


def add(cast, now, **more):
    given = {
        "name": "A new clinic", "about": "Where it stands.", "owner": cast.okoro.membership, "stage_at_first": "IDEA",
        "first_on": date(2026, 11, 2), "budget": 4000, "next_on": NEXT,
    }  # fmt: skip
    return operations.add(by=cast.farah.membership, now=now, **given | more)


def change(cast, now, row, **more):
    given = {"words": "We met.", "owner": row.owner, "budget": row.budget, "next_on": row.next_on}
    return operations.bring_up_to_date(by=cast.priya.membership, now=now, programme=row, **given | more)


def text(player, name, *rest):
    page = player.client.get(reverse(name, args=rest))
    return BeautifulSoup(page.content, "html.parser").get_text(" ", strip=True)


def test_the_page_counts_what_came_early_and_says_late_in_words(cast, now):
    for name, stage in (
        ("One", "IDEA"),
        ("Two", "SHAPING"),
        ("Three", "OPTIONS"),
        ("Four", "DRAFT"),
        ("Five", "FINAL"),
    ):
        add(cast, now, name=name, stage_at_first=stage)
    for player in cast.in_group:
        page = text(player, "programmes", cast.group.slug)
        assert "3 of 5 programmes came to us early. 2 came late." in page
        assert "Came late: it was decided already." in page and "Came early: it was still an idea." in page
    assert "£4,000" in page and "It meets us next on Friday 4 December 2026" in page


def test_what_changes_keeps_what_was_before_and_says_why(cast, now):
    topic, said = builders.topic(cast.group), builders.said(cast.group)
    row = add(cast, now, topics=[topic], numbers=[said.number])
    change(cast, now, row, budget=0, next_on=None, owner=cast.priya.membership, words="The money went elsewhere.")
    page = text(cast.sam, "programme", cast.group.slug, row.pk)
    assert "Owner: from sponsor to point of contact. Money: from £4,000 to None." in page
    assert "Okoro" not in row.lines.last().what  # it never changes, and they may want to be forgotten
    assert "Meets us next: from Friday 4 December 2026 to no day." in page and "The money went elsewhere." in page
    assert "No day is set to meet us." in page
    with pytest.raises(DatabaseError), transaction.atomic():
        ProgrammeLine.objects.update(words="Nothing.")


def test_who_takes_over_from_somebody_in_the_same_role_is_said_to_be_another(cast, now):
    other = builders.membership(cast.group, Role.SPONSOR, name="Mx Field")
    row = change(cast, now, add(cast, now), owner=other)
    assert row.lines.last().what == "Owner: from one sponsor to another."
    assert "Mx Field" in text(cast.sam, "programme", cast.group.slug, row.pk)


def test_saying_only_what_happened_changes_nothing_else(cast, now):
    row = change(cast, now, add(cast, now), words="We looked at three drawings.")
    assert (row.owner, row.budget, row.next_on) == (cast.okoro.membership, 4000, NEXT)
    line = row.lines.last()
    assert (line.what, line.words) == ("What happened", "We looked at three drawings.")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": ""}, operations.NameIt), ({"name": "Here already"}, operations.NameTaken),
        ({"about": ""}, operations.SayWhatItIs), ({"owner": None}, operations.ChooseWhoOwnsIt),
        ({"stage_at_first": "LATE"}, operations.ChooseHowFar), ({"first_on": date(2027, 1, 1)}, operations.NotYet),
        ({"next_on": date(2026, 1, 1)}, operations.NextDayHasPassed), ({"budget": 10**9}, operations.TooMuchMoney),
        ({"numbers": [99]}, operations.NoSuchEntry),
    ],
)  # fmt: skip
def test_what_does_not_add_up_is_refused(cast, now, given, refusal):
    add(cast, now, name="Here already")
    with pytest.raises(refusal):
        add(cast, now, **given)
    assert Programme.objects.count() == 1


def test_members_read_it_and_only_keepers_write_it(cast, now):
    row = add(cast, now)
    with pytest.raises(log.NotYourPart):
        operations.end(by=cast.sam.membership, now=now, programme=row, words="Enough.")
    assert cast.sam.client.get(reverse("add_programme", args=[cast.group.slug])).status_code == 403
    assert cast.hal.client.get(reverse("programme", args=[cast.group.slug, row.pk])).status_code == 404


def test_its_owner_is_reminded_once_when_the_day_has_passed(cast, now):
    row = add(cast, now)
    day = {days: programmes_of_work(now + timedelta(days=days)) for days in (0, 16, 17, 18)}
    assert day == {0: 0, 16: 0, 17: 1, 18: 0}
    letter = Letter.objects.get(stem__endswith="programmes/emails/passed")
    assert letter.person == cast.okoro.person and "That day has passed." in letter.text
    later = now + timedelta(days=18)
    operations.remind_again(letter, ":again", now=later)
    change(cast, later, row, next_on=date(2027, 1, 8))
    delivery.send_due(lambda: later)
    assert set(Letter.objects.filter(stem=letter.stem).values_list("state", flat=True)) == {"EXPIRED"}


def test_no_owner_is_reminded_in_the_night_and_the_plans_foretell_the_morning(cast, now):
    add(cast, now)
    after = now + timedelta(days=17)
    eight = after.replace(hour=8, minute=0)
    for at in (now, after.replace(hour=0, minute=5), after.replace(hour=7, minute=59)):
        assert [one.at for one in queries.coming(cast.sam.membership, True, at)] == [eight]
        assert programmes_of_work(at) == 0
    assert programmes_of_work(eight) == 1
    assert queries.coming(cast.sam.membership, True, eight) == []


def test_after_an_outage_that_ends_in_the_night_an_owner_is_reminded_in_the_morning(cast, now):
    add(cast, now)
    night = (now + timedelta(days=30)).replace(hour=3)
    assert programmes_of_work(night) == 0
    assert [one.at for one in queries.coming(cast.sam.membership, True, night)] == [night.replace(hour=8)]
    assert programmes_of_work(night.replace(hour=8)) == 1


def test_two_workers_at_once_remind_its_owner_once(cast, now, monkeypatch):
    add(cast, now)
    later = now + timedelta(days=17)
    both_found = queries.to_remind(later)
    monkeypatch.setattr(queries, "to_remind", lambda now: both_found)
    for _ in range(2):
        operations.remind(now=later)
    assert Letter.objects.filter(stem__endswith="programmes/emails/passed").count() == 1


@pytest.mark.parametrize("over", ["ended", "no day"])
def test_an_owner_who_put_it_off_is_left_in_peace_when_it_is_over(cast, now, over):
    row, later = add(cast, now), now + timedelta(days=17)
    programmes_of_work(later)
    letter = Letter.objects.get(stem__endswith="programmes/emails/passed")
    if over == "ended":
        operations.end(by=cast.okoro.membership, now=later, programme=row, words="The clinic is open.")
    else:
        change(cast, later, row, next_on=None)
    operations.remind_again(letter, ":again", now=later)
    assert Letter.objects.get(stem__endswith="programmes/emails/passed") == letter


def test_an_ended_programme_stays_and_counts(cast, now):
    row = add(cast, now, stage_at_first="FINAL")
    operations.end(by=cast.okoro.membership, now=now, programme=row, words="The clinic is open.")
    with pytest.raises(operations.EndedAlready):
        change(cast, now, row)
    page = text(cast.sam, "programmes", cast.group.slug)
    assert "0 of 1 programme came to us early. 1 came late." in page and "Ended on 18 November 2026" in page
    address = reverse("end_programme", args=[cast.group.slug, row.pk])
    assert "This programme has ended" in cast.farah.client.get(address, follow=True).content.decode()


def test_it_is_written_down_and_changed_on_pages(cast, now):
    slug, topic, said = cast.group.slug, builders.topic(cast.group), builders.said(cast.group)
    typed = {
        "name": "A new clinic", "about": "Where it stands.", "stage_at_first": "DRAFT", "first_on_day": "2",
        "first_on_month": "11", "first_on_year": "2026", "owner": cast.okoro.membership.pk, "budget": "£4,000",
        "next_on_day": "4", "next_on_month": "12", "next_on_year": "2026", "topics": [topic.pk], "numbers": f"{said.number}",
    }  # fmt: skip
    add_it = reverse("add_programme", args=[slug])
    wrong = cast.farah.client.post(add_it, typed | {"budget": "a lot", "numbers": "x"}).content.decode()
    assert "Enter whole pounds" in wrong and "Enter numbers with commas" in wrong and "a lot" in wrong
    cast.farah.client.post(add_it, typed)
    row = Programme.objects.get()
    assert (row.budget, list(row.topics.all()), list(row.entries.all())) == (4000, [topic], [said])
    change_it = reverse("change_programme", args=[slug, row.pk])
    assert 'value="4000"' in cast.priya.client.get(change_it).content.decode()
    kept = {"owner": cast.okoro.membership.pk, "budget": "", "numbers": "", "words": "We met."}
    assert "We kept it" in cast.priya.client.post(change_it, kept, follow=True).content.decode()
    row.refresh_from_db()
    assert (row.budget, row.next_on, row.entries.count()) == (None, None, 0)
    end_it = reverse("end_programme", args=[slug, row.pk])
    assert "It has ended" in cast.okoro.client.post(end_it, {"words": "Open."}, follow=True).content.decode()


def test_a_group_without_topics_is_not_asked_which_it_is_about(cast):
    address = reverse("add_programme", args=[cast.group.slug])
    assert "Which topics is it about?" not in text(cast.farah, "add_programme", cast.group.slug)
    builders.topic(cast.group)
    assert "Which topics is it about?" in cast.farah.client.get(address).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, rows, django_assert_num_queries):
    for number in range(rows):
        add(cast, now, name=f"Programme {number}")
    client = cast.sam.client
    with django_assert_num_queries(4):  # session, person, membership, programmes
        client.get(reverse("programmes", args=[cast.group.slug]))


def test_the_plans_say_when_an_owner_is_reminded(cast, now):
    add(cast, now)
    page = text(cast.sam, "promised_reminders", cast.group.slug)
    assert queries.SAYS in page and "at 8am on the day after" in page
    assert "8am on Saturday 5 December 2026" in page


def test_the_overview_of_several_groups_leads_to_the_programmes_of_each_that_has_any(cast, now):
    builders.membership(cast.other_group, "SPONSOR", who=cast.okoro.person)
    add(cast, now)
    page = cast.okoro.client.get("/overview/").text
    assert "1 of 1 programme came to us early." in page
    assert f'href="/groups/{cast.group.slug}/programmes/"' in page
    assert f'href="/groups/{cast.other_group.slug}/programmes/"' not in page
    assert "it was an idea, it was being shaped, or no option was chosen yet" in page
