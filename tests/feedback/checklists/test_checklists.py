from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.urls import reverse

from feedback.checklists import operations as checklists
from feedback.checklists import queries
from feedback.checklists.models import Provision, Waiver, WaiverVote
from feedback.topics import operations as topics
from groups.batches import operations as batches
from groups.choices.models import Preference
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.cast import Player
from tests.feedback import life

ASKED, DECIDED = (f"feedback/checklists/emails/{stem}" for stem in ("go_without", "decided"))


def lines(cast, topic, player=None, has_map=False):
    found = queries.checklist(topic, (player or cast.sam).membership, has_map=has_map)
    return {line.part: line for line in found}


def vote(player, now, waiver, agrees=True):
    return checklists.vote_go_without(by=player.membership, now=now, waiver=waiver, agrees=agrees)


def there(player, now, topic, part="BRIEFING", really=True):
    return checklists.say_if_really_there(by=player.membership, now=now, topic=topic, part=part, really=really)


def more_members(cast, count):
    made = [builders.membership(cast.group, name=f"Member {number}") for number in range(count)]
    return [Player(one, one.person) for one in made]


def page(topic, name="topic", **more):
    return reverse(name, kwargs={"slug": topic.group.slug, "topic_id": topic.pk, **more})


def text(player, topic):
    return BeautifulSoup(player.client.get(page(topic)).content, "html.parser").get_text(" ", strip=True)


# --- what is there ---


@pytest.mark.parametrize("who", ["farah", "col", "priya", "okoro"])
def test_facilitators_and_people_of_the_system_note_what_is_there(cast, now, who):
    topic = builders.topic(cast.group)
    made = life.noted(cast, now, topic, by=getattr(cast, who))
    again = life.noted(cast, now, topic, by=getattr(cast, who), note="Three pages.")
    assert (made.pk, again.note, str(again)) == (again.pk, "Three pages.", "A briefing in plain words")
    line = lines(cast, topic)["BRIEFING"]
    assert (line.words, line.since) == ("On record as there", "Wednesday 18 November 2026")


@pytest.mark.parametrize("who", ["sam", "sol", "nia", "faye"])
def test_others_do_not(cast, now, who):
    with pytest.raises(topics.NotYourPart):
        life.noted(cast, now, builders.topic(cast.group), by=getattr(cast, who))


@pytest.mark.parametrize(
    ("said", "refusal", "field"),
    [
        ({"note": ""}, checklists.SayWhatIsThere, "note"),
        ({"owner": " "}, checklists.SayWhoSeesToIt, "owner"),
        ({"link": "javascript:alert(1)"}, checklists.NotALink, "link"),
        ({"part": "NEGOTIABLE"}, checklists.NotOnTheChecklist, None),
        ({"part": "TEA"}, checklists.NotOnTheChecklist, None),
    ],
)
def test_what_is_there_says_what_it_is_and_who_sees_to_it(cast, now, said, refusal, field):
    with pytest.raises(refusal) as told:
        life.noted(cast, now, builders.topic(cast.group), **said)
    assert told.value.field == field


def test_it_is_not_there_before_its_day(cast, now):
    with pytest.raises(checklists.DayIsAhead):
        life.noted(cast, now, builders.topic(cast.group), done_on=now.date() + timedelta(days=1))


def test_what_is_negotiable_is_the_map(cast, now):
    topic = builders.topic(cast.group)
    assert lines(cast, topic)["NEGOTIABLE"].words == "Missing"
    assert lines(cast, topic, has_map=True)["NEGOTIABLE"].words == "On record as there"


# --- going without ---


def test_more_than_half_of_the_members_decide_to_go_without(cast, now):
    third = more_members(cast, 1)[0]
    topic = builders.topic(cast.group)
    waiver = life.asked(cast, now, topic)
    assert {letter.person for letter in Letter.objects.filter(stem=ASKED)} == {
        cast.sam.person, cast.jo.person, third.person
    }  # fmt: skip
    assert vote(cast.sam, now, waiver).outcome == ""
    assert vote(cast.sam, now, waiver, False).outcome == ""
    assert WaiverVote.objects.count() == 1  # the last word of each
    assert vote(cast.sam, now, waiver).outcome == ""
    waiver = vote(third, now, waiver)
    assert (waiver.outcome, waiver.settled_at) == ("WITHOUT", now)
    assert Letter.objects.filter(stem=DECIDED).count() == 6
    assert Letter.objects.filter(stem=DECIDED).first().subject == (
        "We go without this: A rehearsal before we meet leaders"
    )
    with pytest.raises(checklists.NotBeingAsked):
        vote(cast.jo, now, waiver)
    for player in (cast.sam, cast.okoro, cast.nia):
        assert (
            "The group decided to go without a rehearsal before we meet leaders, because: There is no time before the"
            " meeting."
        ) in text(player, topic)


def test_half_who_say_no_keep_it(cast, now):
    topic = builders.topic(cast.group)
    waiver = vote(cast.jo, now, life.asked(cast, now, topic), False)
    assert waiver.outcome == "KEEP"
    assert "We do not go without this" in Letter.objects.filter(stem=DECIDED).first().subject
    assert lines(cast, topic)["REHEARSAL"].words == "Missing"
    assert life.asked(cast, now, topic).outcome == ""  # it may be asked again


def test_only_the_words_of_those_still_here_count(cast, now):
    third, fourth = more_members(cast, 2)
    waiver = life.asked(cast, now, builders.topic(cast.group))
    vote(third, now, waiver)
    Membership.objects.filter(pk=third.membership.pk).update(left_at=now)
    vote(cast.sam, now, waiver)
    assert lines(cast, waiver.topic)["REHEARSAL"].yes == 1
    assert vote(fourth, now, waiver).outcome == "WITHOUT"


def test_nobody_outside_reads_what_the_group_is_still_talking_over(cast, now):
    topic = builders.topic(cast.group)
    waiver = life.asked(cast, now, topic)
    vote(cast.sam, now, life.asked(cast, now, topic, part="NUMBERS"), False)
    for player in (cast.priya, cast.okoro, cast.nia):
        assert waiver.reason not in text(player, topic)
    for player in (cast.sam, cast.sol, cast.farah):
        assert "So far 0 say yes and 0 say no." in text(player, topic)


def test_who_asked_is_not_kept_for_a_member(cast, now):
    topic = builders.topic(cast.group)
    life.asked(cast, now, topic)
    life.asked(cast, now, topic, part="NUMBERS", by=cast.farah)
    told = Event.objects.filter(what="go_without_asked").order_by("id")
    assert [event.by for event in told] == [None, cast.farah.person]
    assert str(Waiver.objects.latest("id")) == "The numbers that staff have"
    assert "member" not in {field.name for field in Waiver._meta.get_fields()}


def test_one_question_at_a_time(cast, now):
    topic = builders.topic(cast.group)
    life.asked(cast, now, topic)
    with pytest.raises(checklists.AskedAlready):
        life.asked(cast, now, topic)
    life.noted(cast, now, topic)
    with pytest.raises(checklists.ItIsThere):
        life.asked(cast, now, topic, part="BRIEFING")
    with pytest.raises(checklists.SayWhyWithout):
        life.asked(cast, now, topic, part="NUMBERS", reason=" ")
    life.without(cast, now, topic, part="EXPERIENCE")
    with pytest.raises(checklists.AskedAlready):
        life.asked(cast, now, topic, part="EXPERIENCE")
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.create(topic=topic, part="REHEARSAL", reason="x", asked_at=now)


def test_a_group_without_members_is_not_asked(cast, now):
    Membership.objects.filter(role="MEMBER").update(left_at=now)
    with pytest.raises(checklists.NobodyToAsk):
        life.asked(cast, now, builders.topic(cast.group), by=cast.farah)


@pytest.mark.parametrize("who", ["sol", "priya", "okoro", "nia", "hal"])
def test_others_do_not_ask(cast, now, who):
    with pytest.raises(topics.NotYourPart):
        life.asked(cast, now, builders.topic(cast.group), by=getattr(cast, who))


@pytest.mark.parametrize("who", ["farah", "sol", "priya", "okoro", "hal"])
def test_only_members_say_yes_or_no_and_if_it_was_there(cast, now, who):
    waiver = life.asked(cast, now, builders.topic(cast.group))
    with pytest.raises(topics.NotYourPart):
        vote(getattr(cast, who), now, waiver)
    with pytest.raises(topics.NotYourPart):
        there(getattr(cast, who), now, waiver.topic)


def test_a_word_is_yes_or_no(cast, now):
    with pytest.raises(checklists.ChooseYesOrNo):
        vote(cast.sam, now, life.asked(cast, now, builders.topic(cast.group)), None)


def test_what_comes_to_be_there_ends_going_without(cast, now):
    topic = builders.topic(cast.group)
    life.without(cast, now, topic)
    waiver = life.asked(cast, now, topic, part="NUMBERS")
    assert lines(cast, topic)["REHEARSAL"].words == "The group goes without it"
    for part in ("REHEARSAL", "NUMBERS"):
        life.noted(cast, now, topic, part=part)
    assert set(Waiver.objects.values_list("outcome", flat=True)) == {"ENDED"}
    assert lines(cast, topic)["REHEARSAL"].words == "On record as there"
    with pytest.raises(checklists.NotBeingAsked):
        vote(cast.sam, now, waiver)
    assert queries.gone_without(topic) == []


def test_a_letter_does_not_ask_what_is_decided_already(cast, now):
    for player in (cast.jo, cast.sam):
        Preference.objects.create(person=player.person, quiet_from="09:00", quiet_until="12:00")
    life.without(cast, now, builders.topic(cast.group))
    still = life.asked(cast, now, builders.topic(cast.group, "Other"))
    delivery.send_due(lambda: now)
    later = now + timedelta(hours=2)
    batches.gather(now=later)
    delivery.send_due(lambda: later)
    letters = Letter.objects.filter(stem=ASKED, person=cast.jo.person).order_by("id")
    assert [letter.because for letter in letters] == ["CHANGED", ""]
    assert queries.still_asked(letters) == {letters.get(about__endswith=f":{still.pk}").pk}


# --- members' own view ---


def test_nothing_turns_green_on_records_alone(cast, now):
    topic = builders.topic(cast.group)
    life.noted(cast, now, topic)
    players = [cast.sam, cast.jo, *more_members(cast, 4)]
    for player in players[:4]:
        there(player, now, topic)
    line = lines(cast, topic)["BRIEFING"]
    assert (line.look, line.views) == ("waiting", "Members’ own view: shown when 5 of them have said.")
    there(players[4], now, topic, really=False)
    line = lines(cast, topic)["BRIEFING"]
    assert (line.look, line.views) == ("yes", "Members say: yes. 4 of 5 say it was really there for them.")
    for player in players[:3]:
        there(player, now, topic, really=False)
    line = lines(cast, topic)["BRIEFING"]
    assert (line.look, line.views) == ("waiting", "Members say: not really. 1 of 5 say it was really there for them.")
    assert line.my_view is False
    assert lines(cast, topic, players[5])["BRIEFING"].my_view is None


def test_members_views_stay_inside(cast, now):
    topic = builders.topic(cast.group)
    for player in (cast.sam, cast.jo, *more_members(cast, 8)):
        there(player, now, topic)
    assert lines(cast, topic, cast.okoro)["BRIEFING"].views == ""
    assert "Members say" not in text(cast.okoro, topic)
    assert "Members say: yes." in text(cast.sol, topic)


def test_a_view_is_of_something_on_the_checklist(cast, now):
    with pytest.raises(checklists.NotOnTheChecklist):
        there(cast.sam, now, builders.topic(cast.group), part="TEA")


# --- the pages ---


def test_people_use_the_pages(cast, now):
    topic = builders.topic(cast.group)
    note = page(topic, "note_there", part="briefing")
    assert "A briefing in plain words" in cast.priya.client.get(note).content.decode()
    day = {"done_on_day": "18", "done_on_month": "11", "done_on_year": "2026"}
    answer = cast.priya.client.post(note, life.NOTE | day | {"link": "javascript:x"})
    assert "Enter a link that starts with https://" in answer.content.decode()
    answer = cast.priya.client.post(note, life.NOTE | day, follow=True)
    assert "You noted what is there." in answer.content.decode()
    assert Provision.objects.get().link in answer.content.decode()
    assert "The outpatients team" in cast.farah.client.get(note).content.decode()
    ask = page(topic, "ask_go_without", part="numbers")
    assert "More than half" in cast.jo.client.get(ask).content.decode()
    answer = cast.jo.client.post(ask, {"reason": "We know them."}, follow=True)
    assert "You asked the group." in answer.content.decode()


def test_members_vote_and_change_their_word_until_it_is_decided(cast, now):
    more_members(cast, 2)
    topic = builders.topic(cast.group)
    waiver = life.asked(cast, now, topic)
    to = page(topic, "vote_go_without", waiver_id=waiver.pk)
    assert "Say yes or no" in text(cast.sam, topic)
    assert waiver.reason in cast.sam.client.get(to).content.decode()
    assert "Choose yes or no" in cast.sam.client.post(to, {"agrees": ""}).content.decode()
    answer = cast.sam.client.post(to, {"agrees": "no"}, follow=True)
    assert "You said no. Change it" in answer.content.decode()
    answer = cast.sam.client.post(to, {"agrees": "yes"}, follow=True)
    assert "You said yes. Change it" in answer.content.decode()
    Waiver.objects.update(outcome="KEEP", settled_at=now)
    answer = cast.sam.client.get(to, follow=True)
    assert "The group has decided this already." in answer.content.decode()


def test_a_member_says_in_one_tap_if_it_was_really_there(cast, now):
    topic = builders.topic(cast.group)
    tap = page(topic, "say_if_there", part="negotiable")
    for given, said in (({"really": "yes"}, "You said: yes"), ({"really": "no"}, "You said: not really"),
                        ({}, "Choose yes or not really.")):  # fmt: skip
        assert said in cast.sam.client.post(tap, given, follow=True).content.decode()


def test_others_are_turned_away(cast, now):
    topic = builders.topic(cast.group)
    waiver = life.asked(cast, now, topic)
    to = page(topic, "vote_go_without", waiver_id=waiver.pk)
    for player in (cast.farah, cast.sol, cast.okoro):
        assert player.client.get(to).status_code == 403
        assert player.client.post(page(topic, "say_if_there", part="briefing"), {"really": "yes"}).status_code == 403
    for player in cast.outsiders:
        assert player.client.get(to).status_code == 404
    for part in ("negotiable", "tea"):
        assert cast.farah.client.get(page(topic, "note_there", part=part)).status_code == 404
    other = builders.topic(cast.group, "Other")
    assert cast.sam.client.get(page(other, "vote_go_without", waiver_id=waiver.pk)).status_code == 404
