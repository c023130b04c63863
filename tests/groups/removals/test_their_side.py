from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices.models import Letter
from groups.removals import operations
from groups.removals.models import Removal

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SIDE = "I was in pain that day. I have said sorry to Jo."


def ask(cast, now, **more):
    told = {"membership": cast.sam.membership, "by": cast.farah.membership} | more
    return operations.ask(reason="Shouted at Jo.", now=now, **told)


def url(name, cast, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def text(answer):
    return " ".join(answer.content.decode().split())


def letters(name):
    return Letter.objects.filter(stem=f"groups/removals/emails/{name}")


def sentences(cast):
    return list(Event.objects.of_group(cast.group.pk).newest_first().values_list("sentence", flat=True))


def test_nobody_agrees_before_whom_it_is_about_had_a_week_to_speak(cast, now):
    removal = ask(cast, now)
    for at in (now + timedelta(seconds=5), now + WEEK - timedelta(seconds=1)):
        with pytest.raises(operations.TimeToSpeak) as refused:
            operations.second(removal=removal, by=cast.nia.membership, now=at)
    assert refused.value.sentence == (
        "They have 7 days to say their side first. You can agree from 10am on Wednesday 25 November 2026."
    )
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_at is None
    operations.second(removal=removal, by=cast.nia.membership, now=now + WEEK)
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_because == "removed"


def test_it_can_be_dropped_at_any_time(cast, now):
    operations.drop(removal=ask(cast, now), by=cast.nia.membership, now=now)
    assert not Removal.objects.open().exists()


def test_for_somebodys_safety_it_can_be_at_once_and_everyone_concerned_reads_that(cast, now):
    removal = ask(cast, now, for_safety=True)
    assert sentences(cast)[0] == (
        "Farah asked that someone leaves the group, so that someone is safe. A second person must agree."
    )
    assert (
        "They can at once, because whoever asked said that it is for somebody’s safety."
        in letters("asked_about_you").get().text
    )
    assert "Whoever asked said that it is for somebody’s safety" in letters("to_second").get().text
    page = text(cast.nia.client.get(url("removal", cast, removal_id=removal.pk)))
    assert "Farah said that it is for somebody’s safety." in page and "I agree: they leave the group" in page
    assert "They said that it is for somebody’s safety." in text(cast.sam.client.get(url("asked_to_leave", cast)))
    operations.second(removal=removal, by=cast.nia.membership, now=now)
    assert Membership.objects.get(pk=cast.sam.membership.pk).left_at == now


def test_whom_it_is_about_is_told_at_once_until_when_and_where_to_say_their_side(cast, now):
    ask(cast, now)
    told = letters("asked_about_you").get()
    assert told.person == cast.sam.person
    assert "They cannot before 10am on Wednesday 25 November 2026" in told.text and "Shouted at Jo." in told.text
    assert told.path == url("asked_to_leave", cast)
    home = text(cast.sam.client.get(url("group_home", cast)))
    assert "Someone asked that you leave this group" in home and url("asked_to_leave", cast) in home


def test_they_say_their_side_and_those_who_decide_read_it(cast, now):
    removal = ask(cast, now)
    page = text(cast.nia.client.get(url("removal", cast, removal_id=removal.pk)))
    assert "They have not said their side." in page and "I agree: they leave the group" not in page
    assert "A second person can agree from 10am on Wednesday 25 November 2026" in page
    mine = url("asked_to_leave", cast)
    assert "Shouted at Jo." in text(cast.sam.client.get(mine))
    answer = cast.sam.client.post(mine, {"words": SIDE}, follow=True)
    assert "Sent. Those who decide read it." in text(answer) and SIDE in text(answer)
    for player in (cast.nia, cast.farah):
        assert SIDE in text(player.client.get(url("removal", cast, removal_id=removal.pk)))
    assert {one.person for one in letters("side_said")} == {cast.nia.person}
    assert SIDE not in letters("side_said").get().text
    assert "Someone asked that you leave this group" not in text(cast.sam.client.get(url("group_home", cast)))


def test_history_does_not_say_who_they_are(cast, now):
    removal = ask(cast, now)
    operations.say_side(removal=removal, words=SIDE, by=cast.sam.membership, now=now + DAY)
    line = Event.objects.of_group(cast.group.pk).newest_first().first()
    assert line.sentence == "Someone said their side of the request that they leave the group."
    assert line.by is None


def test_they_can_say_it_anew_until_it_is_decided(cast, now):
    removal = ask(cast, now)
    for at, words in ((now, "Not me."), (now + DAY, SIDE)):
        operations.say_side(removal=removal, words=words, by=cast.sam.membership, now=at)
    assert letters("side_said").count() == 2
    assert Removal.objects.get().their_side == SIDE
    operations.drop(removal=removal, by=cast.nia.membership, now=now + DAY)
    with pytest.raises(operations.seconding.AlreadyDecided):
        operations.say_side(removal=removal, words="More.", by=cast.sam.membership, now=now + DAY)


@pytest.mark.parametrize("words", ["", "  ", "x" * 2001])
def test_what_cannot_be_taken_is_said_beside_the_question(cast, now, words):
    ask(cast, now)
    answer = cast.sam.client.post(url("asked_to_leave", cast), {"words": words})
    assert "nhsuk-error-summary" in text(answer) and words.strip() in text(answer)
    assert Removal.objects.get().their_side == ""


def test_empty_words_are_no_side(cast, now):
    with pytest.raises(operations.NothingSaid):
        operations.say_side(removal=ask(cast, now), words=" ", by=cast.sam.membership, now=now)


def test_when_the_week_is_over_the_page_says_so_and_still_takes_it(cast, now, clock):
    ask(cast, now - WEEK)
    mine = url("asked_to_leave", cast)
    assert "Your 7 days are over. You can still say your side" in text(cast.sam.client.get(mine))
    cast.sam.client.post(mine, {"words": SIDE})
    assert Removal.objects.get().their_side == SIDE


@pytest.mark.parametrize("who", ["jo", "sol", "col", "farah"])
def test_nobody_else_has_such_a_page(cast, now, who):
    ask(cast, now)
    client = getattr(cast, who).client
    assert client.get(url("asked_to_leave", cast)).status_code == 404
    assert client.post(url("asked_to_leave", cast), {"words": SIDE}).status_code == 404
    assert Removal.objects.get().their_side == ""


def test_a_facilitator_says_their_side_too_and_still_does_not_decide(cast, now):
    removal = ask(cast, now, membership=cast.farah.membership, by=cast.nia.membership)
    cast.farah.client.post(url("asked_to_leave", cast), {"words": SIDE})
    assert Removal.objects.get().their_side == SIDE
    assert cast.farah.client.get(url("removal", cast, removal_id=removal.pk)).status_code == 404


def test_the_form_asks_whether_it_is_for_somebodys_safety(cast):
    form = url("ask_removal", cast, membership_id=cast.sam.membership.pk)
    cast.farah.client.post(form, {"reason": "Threatened Jo.", "for_safety": "on"})
    assert Removal.objects.get().for_safety


def test_the_database_keeps_the_rule_too(cast, now):
    ask(cast, now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Removal.objects.update(their_side="Words of no day.")
