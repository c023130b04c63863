from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.concerns import operations, tasks
from feedback.concerns.models import Concern
from feedback.log import operations as log
from groups.history.models import Event
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter

WORDS = "Jo has bruises on her arms again and says she fell."
DONE = "I rang the safeguarding team."


def raised(cast, now, by=None):
    return operations.raise_concern(by=(by or cast.sam).membership, now=now, words=WORDS)


def at(name, cast, concern=None):
    more = {"concern_id": concern.pk} if concern else {}
    return reverse(name, kwargs={"slug": cast.group.slug} | more)


def text_of(answer):
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def letters_to(player, stem):
    return Letter.objects.filter(person=player.person, stem=f"feedback/concerns/emails/{stem}")


def no_coordinator(now):
    Membership.objects.filter(role="NETWORK_COORDINATOR").update(left_at=now)


def test_a_member_tells_and_the_coordinator_reads_and_closes_it(cast):
    page = text_of(cast.sam.client.get(at("raise_concern", cast)))
    assert "Nia (network coordinator)" in page and "call 999" in page
    answer = cast.sam.client.post(at("raise_concern", cast), {"words": WORDS}, follow=True)
    assert "We wrote to them at once." in text_of(answer) and "Not read yet" in text_of(answer)
    one = Concern.objects.get()
    assert at("concern", cast, one) in cast.nia.client.get(at("group_home", cast)).content.decode()
    assert WORDS in text_of(cast.nia.client.get(at("concerns", cast)))
    answer = cast.nia.client.post(at("acknowledge_concern", cast, one), follow=True)
    assert "Nia read it at 10am on Wednesday 18 November 2026" in text_of(answer)
    assert "Nia read it" in text_of(cast.sam.client.get(at("concern", cast, one)))
    again = cast.nia.client.post(at("acknowledge_concern", cast, one), follow=True)
    assert "has said already that they read this" in text_of(again)
    answer = cast.nia.client.post(at("concern", cast, one), {"done": DONE}, follow=True)
    assert DONE in text_of(answer) and "You closed it." in text_of(answer)
    mine = text_of(cast.sam.client.get(at("concern", cast, one)))
    assert "closed on 18 November 2026" in mine and DONE not in mine


def test_facilitators_sponsors_and_everybody_else_never_see_it(cast, now):
    one = raised(cast, now)
    for player in cast.in_group:
        if player in (cast.sam, cast.nia):
            continue
        answer = player.client.get(at("concern", cast, one))
        assert answer.status_code == (403 if player is cast.okoro else 404)
        assert WORDS not in text_of(player.client.get(at("concerns", cast)))
        assert player.client.post(at("acknowledge_concern", cast, one)).status_code == 403
    assert {p.client.get(at("concern", cast, one)).status_code for p in cast.outsiders} == {404}
    assert cast.sam.client.post(at("concern", cast, one), {"done": "x"}).status_code == 404
    assert not Letter.objects.exclude(person=cast.nia.person).exists()
    assert "bruises" not in "".join(Event.objects.values_list("sentence", flat=True))
    assert set(Event.objects.values_list("by", "group")) == {(None, None)}


def test_the_letter_is_urgent_and_holds_no_word_of_it(cast, now, mail):
    one = raised(cast, now)
    letter = letters_to(cast.nia, "raised").get()
    assert letter.urgent and letter.kind == "ACCOUNT"
    assert "bruises" not in letter.text + letter.subject and "Sam" not in letter.text + letter.subject
    delivery.send_due(lambda: now)
    assert letters_to(cast.nia, "raised").get().state == "SENT"
    operations.acknowledge(by=cast.nia.membership, now=now, concern=one)
    delivery.send_due(lambda: now)
    assert letters_to(cast.sam, "read").get().state == "SENT"


def test_a_letter_about_what_was_read_or_to_who_coordinates_no_more_does_not_go(cast, now, mail):
    operations.acknowledge(by=cast.nia.membership, now=now, concern=raised(cast, now))
    raised(cast, now, by=cast.jo)
    membership.leave(membership=cast.sam.membership, now=now)
    no_coordinator(now)
    delivery.send_due(lambda: now)
    ours = Letter.objects.filter(stem__startswith="feedback/concerns/")
    assert set(ours.values_list("state", flat=True)) == {"EXPIRED"}


def test_without_a_coordinator_the_page_says_so_and_loses_no_word(cast, now):
    cast.group.in_danger = "Rivershire safeguarding team, 01632 960999"
    cast.group.save()
    no_coordinator(now)
    page = text_of(cast.sam.client.get(at("raise_concern", cast)))
    assert "Nobody would read it here" in page and "01632 960999" in page and "call 999" in page
    answer = cast.sam.client.post(at("raise_concern", cast), {"words": WORDS})
    assert "nobody would read this here" in text_of(answer)
    assert WORDS in BeautifulSoup(answer.content, "html.parser").select_one("textarea").get_text()
    assert not Concern.objects.exists()


def test_an_unread_worry_is_brought_up_again_by_day_when_somebody_can_read_it(cast, now):
    raised(cast, now)
    tomorrow = (now + timedelta(days=1)).replace(minute=0)
    assert [operations.nudge(now=tomorrow.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 1]


def test_nobody_read_it_so_they_are_reminded_each_working_day_until_they_have(cast, now):
    one = raised(cast, now)  # a Wednesday
    assert operations.nudge(now=now + timedelta(hours=2)) == 0
    days = [tasks.nudge(now + timedelta(days=day)) for day in (1, 1, 2, 3, 4, 5)]
    assert days == [1, 0, 1, 0, 0, 1]
    assert letters_to(cast.nia, "raised").count() == 4
    one.refresh_from_db()
    assert operations._nudge(Concern(pk=one.pk, group=cast.group, nudge_on=now.date()), now) is False
    operations.acknowledge(by=cast.nia.membership, now=now, concern=one)
    assert operations.nudge(now=now + timedelta(days=9)) == 0


def test_when_the_coordinator_has_gone_whoever_is_worried_is_told(cast, now, mail):
    one = raised(cast, now)
    gone = raised(cast, now, by=cast.jo)
    membership.leave(membership=cast.jo.membership, now=now)
    no_coordinator(now)
    assert "Nobody is there to read it" in text_of(cast.sam.client.get(at("concern", cast, one)))
    operations.nudge(now=now + timedelta(days=1))
    assert letters_to(cast.sam, "nobody_reads").count() == 1
    assert not letters_to(cast.jo, "nobody_reads").exists() and gone.pk
    delivery.send_due(lambda: now + timedelta(days=1))
    assert letters_to(cast.sam, "nobody_reads").get().state == "SENT"


def test_closing_says_that_it_was_read_and_asks_what_was_done(cast, now):
    one = raised(cast, now)
    with pytest.raises(operations.SayWhatWasDone):
        operations.close(by=cast.nia.membership, now=now, concern=one, done=" ")
    operations.close(by=cast.nia.membership, now=now, concern=one, done=DONE)
    one.refresh_from_db()
    assert one.read_by == one.closed_by == cast.nia.membership
    assert letters_to(cast.sam, "read").count() == 1
    with pytest.raises(operations.ClosedAlready):
        operations.close(by=cast.nia.membership, now=now, concern=one, done=DONE)
    assert "tell us again" in text_of(cast.sam.client.get(at("concern", cast, one)))


def test_what_was_raised_by_somebody_who_left_is_still_handled(cast, now):
    one = raised(cast, now)
    membership.leave(membership=cast.sam.membership, now=now)
    operations.close(by=cast.nia.membership, now=now, concern=one, done=DONE)
    assert not letters_to(cast.sam, "read").exists()
    assert cast.sam.client.get(at("concern", cast, one)).status_code == 404


def test_only_the_right_people_raise_and_handle(cast, now):
    one = raised(cast, now)
    for by in (cast.okoro, cast.hal):
        with pytest.raises(log.NotYourPart):
            operations.acknowledge(by=by.membership, now=now, concern=one)
    with pytest.raises(log.NotYourPart):
        raised(cast, now, by=cast.okoro)
    with pytest.raises(operations.SayWhat):
        operations.raise_concern(by=cast.sam.membership, now=now, words="")
    assert cast.okoro.client.get(at("raise_concern", cast)).status_code == 403


@pytest.mark.parametrize("who", ["sam", "nia"])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, who, rows, django_assert_num_queries):
    for _ in range(rows):
        raised(cast, now)
    client = getattr(cast, who).client
    client.get(at("concerns", cast))
    with django_assert_num_queries(4):
        client.get(at("concerns", cast))


def test_the_way_there_stands_wherever_people_write_but_not_for_a_sponsor(cast):
    for name in ("say_something", "write_aside"):
        page = cast.sam.client.get(at(name, cast)).content.decode()
        assert at("raise_concern", cast) in page and page.count("call 999") == 1
    assert at("raise_concern", cast) not in cast.sam.client.get(reverse("help")).content.decode()
    assert "What you told us before" in text_of(cast.sam.client.get(at("raise_concern", cast)))
    assert "What people told you" in text_of(cast.nia.client.get(at("raise_concern", cast)))
