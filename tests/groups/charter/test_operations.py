from datetime import timedelta

import pytest

from groups.charter import operations, queries
from groups.charter.models import Group, Purpose
from groups.history.models import Event
from groups.notices import operations as notices
from groups.notices.models import Letter, Mailing
from tests import builders

WORDS = {"why_we_are_here": "To be heard before it is decided.", "what_difference": "Letters people can use."}


def sentences(group):
    return list(Event.objects.of_group(group.pk).newest_first().values_list("sentence", flat=True))


def write(cast, now, **words):
    return operations.write_purpose(group=cast.group, by=cast.farah.membership, now=now, **(WORDS | words))


def agree(purpose, player, now):
    return operations.agree_purpose(purpose=purpose, by=player.membership, now=now)


def told(letter):
    return set(Letter.objects.filter(stem=f"groups/charter/emails/{letter}").values_list("person__name", flat=True))


# --- founding ---


def test_a_group_starts_with_the_usual_promises(db, now):
    organisation = operations.found_organisation(name="Weir Valley Trust", now=now)
    group = operations.found_group(organisation=organisation, name="Weir Voices", now=now, locality="Weir Valley")
    assert (group.slug, group.hear_days, group.answer_days) == ("weir-voices", 5, 20)
    assert sentences(group) == ["Weir Voices was set up by Weir Valley Trust."]


def test_two_groups_of_one_name_have_two_addresses(db, now):
    organisation = operations.found_organisation(name="Weir Valley Trust", now=now)
    slugs = [operations.found_group(organisation=organisation, name="Weir", now=now).slug for _ in range(3)]
    assert slugs == ["weir", "weir-2", "weir-3"]


def test_a_name_in_another_script_still_gets_an_address(db, now):
    organisation = operations.found_organisation(name="健康", now=now)
    assert organisation.slug == "organisation"
    assert operations.found_group(organisation=organisation, name="声", now=now).slug == "group"


def test_an_organisation_is_founded_once(db, now):
    operations.found_organisation(name="Weir Valley Trust", now=now)
    with pytest.raises(operations.OrganisationExists):
        operations.found_organisation(name="weir valley trust", now=now)


# --- settings ---


def test_each_change_is_a_line_of_history_in_words(cast, now):
    far = builders.organisation("Fenland care board")
    operations.change_settings(
        group=cast.group, by=cast.farah.membership, now=now, name="Rivers Group", hear_days=7,
        ways_of_working="We listen.", is_public=False, nation="scotland", contact_phone="", partners=[far],
        locality="Rivershire",
    )  # fmt: skip
    assert sentences(cast.group) == [
        "Farah changed who works with us to: Fenland care board.",
        "Farah changed whose bank holidays count from England and Wales to Scotland.",
        "Farah closed the group's public page.",
        "Farah changed the words about our ways of working.",
        "Farah changed the promise to be heard from 5 working days to 7 working days.",
        "Farah changed the name from Rivers and Moors Co-production Group to Rivers Group.",
    ]


def test_more_of_the_same_in_words(cast, now):
    change = {"group": cast.group, "by": cast.col.membership, "now": now}
    operations.change_settings(**change, agree_days=1, locality="", level="NATIONAL", is_public=False)
    operations.change_settings(**change, is_public=True, partners=[])
    assert sentences(cast.group) == [
        "Col opened the group's public page.",
        "Col closed the group's public page.",
        "Col changed the level from Local to National.",
        "Col changed the place from Rivershire to nothing.",
        "Col changed the time to agree a draft from 7 days to 1 day.",
    ]


def test_ending_work_with_others_is_said_too(cast, now):
    cast.group.partners.add(builders.organisation("Fenland care board"))
    operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, partners=[])
    assert sentences(cast.group) == ["Farah changed who works with us to: nobody else."]


def test_a_changed_promise_is_news_for_everyone_in_and_beside_the_group(cast, now):
    operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, hear_days=3)
    assert told("promises_changed") == {p.person.name for p in cast.in_group}
    text = Letter.objects.filter(person=cast.sam.person).get().text
    assert "Farah changed a promise" in text
    assert "Changed the promise to be heard from 5 working days to 3 working days." in text


def test_changing_nothing_says_nothing(cast, now):
    assert operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, hear_days=5) == []
    assert sentences(cast.group) == []
    assert not Letter.objects.exists()


def test_an_answer_cannot_be_promised_before_it_is_heard(cast, now):
    with pytest.raises(operations.AnswerBeforeHeard):
        operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, hear_days=30)
    assert Group.objects.get(pk=cast.group.pk).hear_days == 5


@pytest.mark.parametrize(
    ("given", "field"), [("independent_name", "independent_email"), ("independent_email", "independent_name")]
)
def test_an_independent_person_has_a_name_and_an_address(cast, now, given, field):
    with pytest.raises(operations.ReachTheIndependentPerson) as refused:
        operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, **{given: "ines@example.org"})
    assert refused.value.field == field


# --- purpose ---


def test_a_purpose_is_in_force_once_both_sides_agreed(cast, now):
    purpose = write(cast, now)
    assert queries.purpose_in_force(cast.group) is None
    agree(purpose, cast.sam, now)
    assert queries.purposes(cast.group).proposed.purpose == purpose
    agree(purpose, cast.priya, now + timedelta(days=1))
    found = queries.purposes(cast.group)
    assert (found.in_force.purpose, found.proposed, found.older) == (purpose, None, [])
    assert found.in_force.since == now + timedelta(days=1)
    assert queries.purpose_in_force(cast.group) == purpose
    agree(purpose, cast.okoro, now)
    assert sentences(cast.group)[1:3] == [
        "Version 1 of our purpose is in force. Both sides agreed to it.",
        "Priya agreed to version 1 of our purpose, for the health and care system.",
    ]
    assert Letter.objects.filter(stem__endswith="/purpose_in_force", person=cast.sam.person).count() == 1


def test_everyone_who_can_agree_is_asked(cast, now):
    write(cast, now)
    assert told("purpose_to_agree") == {"Farah", "Col", "Sam", "Jo", "Priya", "Dr Okoro"}


def test_the_old_version_stays_in_force_until_the_new_one_is_agreed(cast, now):
    first = write(cast, now)
    for player in (cast.sam, cast.priya):
        agree(first, player, now)
    second = write(cast, now, what_difference="More.")
    found = queries.purposes(cast.group)
    assert (found.in_force.purpose, found.proposed.purpose, second.version) == (first, second, 2)
    for player in (cast.jo, cast.okoro):
        agree(second, player, now)
    found = queries.purposes(cast.group)
    assert (found.in_force.purpose, found.proposed, [one.purpose for one in found.older]) == (second, None, [first])


def test_one_side_alone_is_not_enough_however_many(cast, now):
    purpose = write(cast, now)
    for player in (cast.sam, cast.jo, cast.farah, cast.col):
        agree(purpose, player, now)
    assert queries.purpose_in_force(cast.group) is None


def test_nobody_agrees_twice_or_to_an_old_version(cast, now):
    first = write(cast, now)
    agree(first, cast.sam, now)
    with pytest.raises(operations.AgreedAlready):
        agree(first, cast.sam, now)
    write(cast, now)
    with pytest.raises(operations.NewerPurpose):
        agree(first, cast.jo, now)


@pytest.mark.parametrize("who", ["sol", "nia"])
def test_supporters_and_coordinators_stand_on_neither_side(cast, now, who):
    with pytest.raises(operations.NotOneOfTheSides):
        agree(write(cast, now), getattr(cast, who), now)


def test_a_purpose_nobody_wrote_is_none(cast):
    found = queries.purposes(cast.group)
    assert (found.in_force, found.proposed, found.older) == (None, None, [])
    assert not Purpose.objects.exists()


# --- spelling ---


@pytest.mark.parametrize(
    ("spelling", "said"),
    [
        ("co-production", "Co-production is how we co-produce. A co-produced plan; co-producers."),
        ("coproduction", "Coproduction is how we coproduce. A coproduced plan; coproducers."),
    ],
)
def test_our_words_are_spelt_as_the_group_spells_them(cast, spelling, said):
    cast.group.spelling = spelling
    for words in (
        "Co-production is how we co-produce. A co-produced plan; co-producers.",
        "Coproduction is how we coproduce. A coproduced plan; coproducers.",
    ):
        assert cast.group.spelt(words) == said
    assert cast.group.spelt("co-ordination and products") == "co-ordination and products"


def test_in_a_large_group_a_worker_writes_the_news_to_those_who_were_there_at_that_moment(cast, now, monkeypatch):
    monkeypatch.setattr(notices, "MANY", 0)
    operations.change_settings(group=cast.group, by=cast.farah.membership, now=now, hear_days=3)
    assert Letter.objects.count() == 0 and Mailing.objects.get().letters == []
    builders.membership(cast.group, name="Late")
    notices.unfold(now=now)
    assert told("promises_changed") == {p.person.name for p in cast.in_group}
