from datetime import timedelta

import pytest

from feedback.power import operations as power
from feedback.power.models import MapItem, PowerChange
from feedback.topics import operations as topics
from groups.batches import operations as batches
from groups.choices.models import Preference
from groups.history.models import Event
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback import life

FIXED = "feedback/power/emails/fixed"


def fixed(cast, now, item, why="The budget was cut.", by=None, what=None):
    by = (by or cast.okoro).membership
    return power.change_item(by=by, now=now, item=item, what=what or item.what, state="FIXED", why=why)


@pytest.mark.parametrize("who", ["farah", "col", "priya", "okoro"])
def test_facilitators_and_people_of_the_system_fill_in_card_map_and_level(cast, now, who):
    player, topic = getattr(cast, who), builders.topic(cast.group)
    topic = life.with_card(cast, now, topic, by=player)
    assert topic.has_card
    item = life.mapped(cast, now, topic, by=player)
    topic = power.declare_influence(by=player.membership, now=now, topic=topic, influence="DESIGNING")
    assert topic.influence_means == "We work it out together, from the start. Others sign it off."
    assert str(item) == "When letters are sent"
    assert {row.by for row in PowerChange.objects.all()} == {player.membership}
    assert PowerChange.objects.count() == 6  # four of the card, one on the map, the level
    assert Event.objects.filter(what__in=["final_say_told", "put_on_map", "influence_declared"]).count() == 3


@pytest.mark.parametrize("who", ["sam", "sol", "nia", "faye", "gone"])
def test_nobody_else_does(cast, now, who):
    by, topic = getattr(cast, who).membership, builders.topic(cast.group)
    item = life.mapped(cast, now, topic)
    by.refresh_from_db()
    for deed in (
        lambda: power.fill_card(by=by, now=now, topic=topic, **life.CARD),
        lambda: power.declare_influence(by=by, now=now, topic=topic, influence="INFORMED"),
        lambda: power.put_on_map(by=by, now=now, topic=topic, what="x", state="OPEN"),
        lambda: power.change_item(by=by, now=now, item=item, what="x", state="OPEN"),
    ):
        with pytest.raises(topics.NotYourPart):
            deed()


@pytest.mark.parametrize("missing", ["decides", "decides_when", "binds", "challenge"])
def test_a_card_has_all_four_answers(cast, now, missing):
    card = life.CARD | {missing: " "}
    with pytest.raises(power.SayAllOfTheCard) as told:
        power.fill_card(by=cast.farah.membership, now=now, topic=builders.topic(cast.group), **card)
    assert told.value.field == missing


def test_what_stood_on_the_card_before_is_kept_with_the_reason(cast, now):
    topic = life.discussed(cast, now)
    new = life.CARD | {"decides": "The chief nurse alone"}
    given = {"by": cast.priya.membership, "now": now, "topic": topic}
    with pytest.raises(power.SayWhyItChanges) as told:
        power.fill_card(**given, **new)
    assert told.value.field == "why"
    power.fill_card(**given, **new, why="The board was closed.")
    change = PowerChange.objects.latest("id")
    assert (change.before, change.after) == ("The outpatients board", "The chief nurse alone")
    assert (str(change), change.why, change.at) == ("Who decides", "The board was closed.", now)
    with pytest.raises(power.NothingChanged):
        power.fill_card(**given, **new, why="Again.")


def test_a_level_changes_with_a_reason_once_people_are_talking(cast, now):
    given = {"by": cast.farah.membership, "now": now, "topic": life.discussed(cast, now)}
    power.declare_influence(**given, influence="DECIDING")  # nobody had said before: nothing to explain
    with pytest.raises(power.NothingChanged):
        power.declare_influence(**given, influence="DECIDING")
    with pytest.raises(power.SayWhyItChanges):
        power.declare_influence(**given, influence="INFORMED")
    with pytest.raises(power.ChooseHowMuchSay):
        power.declare_influence(**given, influence="ALL")
    power.declare_influence(**given, influence="INFORMED", why="It was decided above us.")
    change = PowerChange.objects.latest("id")
    assert change.before == "Deciding together. We decide together. It does not happen unless we agree."
    assert change.after == "Informed. We are told what will happen. We cannot change it."


@pytest.mark.parametrize(
    ("what", "state", "why", "refusal", "field"),
    [
        ("", "OPEN", "", power.SayWhatItIs, "what"),
        ("x", "MAYBE", "", power.ChooseIfItCanChange, "state"),
        ("x", "FIXED", " ", power.SayWhyItIsFixed, "why"),
        ("x", "PARTLY", "", power.SayWhyItIsFixed, "why"),
        ("x" * 201, "OPEN", "", topics.TooLong, "what"),
        ("x", "OPEN", "y" * 1001, topics.TooLong, "why"),
    ],
)
def test_each_thing_on_the_map_says_what_it_is_and_why_it_is_fixed(cast, now, what, state, why, refusal, field):
    topic = builders.topic(cast.group)
    with pytest.raises(refusal) as told:
        life.mapped(cast, now, topic, what, state, why)
    assert told.value.field == field


@pytest.mark.parametrize("state", ["OPEN", "PARTLY"])
def test_what_becomes_fixed_tells_the_whole_group_with_the_reason_and_how_to_challenge(cast, now, state):
    topic = life.with_card(cast, now)
    item = life.mapped(cast, now, topic, state=state, why="" if state == "OPEN" else "In part.")
    fixed(cast, now, item)
    letters = Letter.objects.filter(stem=FIXED)
    inside = {one.person for one in (cast.farah, cast.col, cast.sam, cast.jo, cast.sol)}
    assert {letter.person for letter in letters} == inside
    letter = letters.first()
    assert letter.subject == "Fixed now: When letters are sent"
    for words in ("The budget was cut.", life.CARD["challenge"], f"Before: {MapItem.State(state).label}"):
        assert words in letter.text
    change = PowerChange.objects.latest("id")
    assert (change.before, change.after, change.why) == (MapItem.State(state).label, "Fixed", "The budget was cut.")


def test_without_a_card_the_letter_still_says_how_to_challenge(cast, now):
    fixed(cast, now, life.mapped(cast, now, builders.topic(cast.group)))
    assert "tell your facilitators" in Letter.objects.filter(stem=FIXED).first().text


def test_something_fixed_that_comes_up_while_people_talk_is_told_as_well(cast, now):
    topic = life.discussed(cast, now)
    life.mapped(cast, now, topic, "The price", "FIXED", "The law.")
    assert Letter.objects.filter(stem=FIXED).count() == 5
    assert "Before" not in Letter.objects.filter(stem=FIXED).first().text


def test_what_is_fixed_from_the_start_or_only_worded_anew_tells_nobody(cast, now):
    topic = life.with_card(cast, now)
    item = life.mapped(cast, now, topic, "The price", "FIXED", "The law.")
    fixed(cast, now, item, why="The law of 2020.", what="The price of parking")
    assert not Letter.objects.filter(stem=FIXED).exists()
    assert PowerChange.objects.latest("id").before == "The price: fixed"


def test_opening_something_again_while_people_talk_says_why(cast, now):
    topic = life.discussed(cast, now)
    item = fixed(cast, now, topic.map_items.get())
    given = {"by": cast.okoro.membership, "now": now, "item": item, "what": item.what}
    with pytest.raises(power.SayWhyItChanges):
        power.change_item(**given, state="OPEN")
    power.change_item(**given, state="OPEN", why="There is money after all.")
    with pytest.raises(power.NothingChanged):
        power.change_item(**given, state="OPEN", why="There is money after all.")
    assert MapItem.objects.get().state == "OPEN"


def test_a_closed_topic_keeps_its_card_and_its_map(cast, now):
    topic = life.closed(cast, now)
    with pytest.raises(topics.TopicIsClosed):
        fixed(cast, now, topic.map_items.get())
    with pytest.raises(topics.TopicIsClosed):
        life.with_card(cast, now, topic)


def goes(now, person):
    batches.gather(now=now)  # what was held and may go now
    delivery.send_due(lambda: now)
    return Letter.objects.get(stem=FIXED, person=person)


def test_the_letter_does_not_wait_for_the_weekly_batch_but_for_quiet_times(cast, now):
    Preference.objects.create(person=cast.sam.person, frequency="WEEKLY", batch_day=0)
    Preference.objects.create(person=cast.jo.person, frequency="WEEKLY", quiet_from="09:00", quiet_until="12:00")
    fixed(cast, now, life.mapped(cast, now, life.with_card(cast, now)))
    assert goes(now, cast.sam.person).state == "SENT"
    assert goes(now, cast.jo.person).state == "PENDING"
    assert goes(now + timedelta(hours=2), cast.jo.person).state == "SENT"


def test_a_letter_that_had_to_wait_does_not_say_what_is_no_longer_so(cast, now):
    Preference.objects.create(person=cast.jo.person, quiet_from="09:00", quiet_until="12:00")
    item = fixed(cast, now, life.mapped(cast, now, life.with_card(cast, now)))
    assert goes(now, cast.jo.person).state == "PENDING"
    power.change_item(by=cast.okoro.membership, now=now, item=item, what=item.what, state="OPEN")
    assert goes(now + timedelta(hours=2), cast.jo.person).because == "CHANGED"
