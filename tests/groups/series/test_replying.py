"""One reply for all meetings of a series that are to come, for oneself or with consent for somebody else."""

import pytest

from groups.meetings import operations as meetings
from groups.meetings.models import Reply
from groups.membership import operations as membership
from groups.membership.models import Support
from groups.notices import delivery
from groups.notices.models import Letter
from groups.series import operations
from tests.builders import NOW
from tests.groups.series.arrange import address, plan
from tests.groups.series.arrange import meetings as rows


def reply(series, player, answer="YES", way="ONLINE", now=NOW, **rest):
    return operations.reply(series=series, by=player.membership, now=now, answer=answer, way=way, **rest)


def said(player):
    found = Reply.objects.filter(membership=player.membership).order_by("meeting__starts_at")
    return list(found.values_list("answer", flat=True))


def post(cast, client, series, rest="", follow=True, **told):
    told = {"answer": "YES", "way": "ONLINE", "needs": "Captions."} | told
    return client.post(address(cast, series, f"reply/{rest}"), told, follow=follow)


def noted():
    return Letter.objects.filter(stem="groups/series/replies/emails/noted")


def test_one_answer_counts_for_every_meeting_to_come_and_keeps_what_was_said_already(cast):
    series = plan(cast)
    made = rows(series)
    meetings.reply(meeting=made[1], by=cast.sam.membership, now=NOW, answer="NO")
    meetings.cancel(meeting=made[4], by=cast.farah.membership, now=NOW, because="Snow.")
    reply(series, cast.sam, now=made[0].ends_at, needs="Captions.")
    assert said(cast.sam) == ["NO", "YES", "YES"]
    assert set(Reply.objects.filter(answer="YES").values_list("needs", "way")) == {("Captions.", "ONLINE")}
    with pytest.raises(operations.NothingToAnswer):
        reply(series, cast.sam, now=made[0].ends_at)
    reply(series, cast.sam, "MAYBE", now=made[0].ends_at, again=True)
    assert said(cast.sam) == ["MAYBE"] * 3
    assert not noted().exists()


def test_where_the_room_is_full_nothing_is_said_and_the_page_says_on_which_day(cast):
    series = plan(cast, how="IN_PERSON", joining_link="", capacity=1)
    made = rows(series)
    meetings.reply(meeting=made[2], by=cast.jo.membership, now=NOW, answer="YES")
    answer = post(cast, cast.sam.client, series)
    assert f"The room is full on {made[2].day}, so nothing is said for that day." in answer.text
    assert "We noted your reply." in answer.text
    assert said(cast.sam) == ["YES"] * 4


def test_somebody_answers_on_the_page_of_the_series(cast):
    series = plan(cast)
    cast.sam.person.access_needs = "A break."
    cast.sam.person.save()
    assert address(cast, series, "reply/") in cast.sam.client.get(address(cast, series)).text
    page = cast.sam.client.get(address(cast, series, "reply/")).text
    assert "the 5 meetings to come" in page and "A break." in page
    assert "Choose in person or online" in post(cast, cast.sam.client, series, way="").text
    assert "Choose yes, maybe or no" in post(cast, cast.sam.client, series, answer="").text
    post(cast, cast.sam.client, series, answer="NO", way="")
    assert said(cast.sam) == ["NO"] * 5
    again = post(cast, cast.sam.client, series)
    assert "You have answered for every meeting" in again.text and "Captions." in again.text


def test_a_supporter_replies_for_the_member_they_help_who_is_told_in_one_letter(cast):
    series = plan(cast)
    whose = cast.sam.membership.pk
    assert "if Sam is coming" in cast.sol.client.get(address(cast, series)).text
    assert "Is Sam coming?" in cast.sol.client.get(address(cast, series, f"reply/{whose}/")).text
    answer = post(cast, cast.sol.client, series, f"{whose}/")
    assert "You replied for Sam. We are telling them." in answer.text
    assert said(cast.sam) == ["YES"] * 5 and said(cast.sol) == []
    assert set(Reply.objects.values_list("given_by", flat=True)) == {cast.sol.membership.pk}
    letter = noted().get()
    assert letter.person == cast.sam.person
    assert "Sol noted a reply for you" in letter.text and letter.text.count("\n- ") == 5
    assert Letter.objects.filter(person=cast.sam.person).count() == 2  # the plan, and this
    delivery.send_due(lambda: NOW)
    assert noted().get().state == "SENT"


def test_a_facilitator_takes_it_by_phone_and_when_every_room_is_full_no_letter_goes(cast):
    series = plan(cast, how="IN_PERSON", joining_link="", capacity=1)
    reply(series, cast.farah, whose=cast.jo.membership, way="")
    assert said(cast.jo) == ["YES"] * 5
    assert len(reply(series, cast.farah, whose=cast.sam.membership, way="")) == 5
    assert noted().count() == 1


def test_nobody_replies_for_somebody_who_has_not_asked_them_to_or_once_consent_has_ended(cast):
    series = plan(cast)
    jo, sam = cast.jo.membership, cast.sam.membership
    for client, whose, code in (
        (cast.sol.client, jo, 403), (cast.jo.client, sam, 403), (cast.sol.client, cast.hal.membership, 404),
        (cast.farah.client, cast.priya.membership, 404),
    ):  # fmt: skip
        assert post(cast, client, series, f"{whose.pk}/").status_code == code
    Support.objects.create(member=jo, supporter=cast.sol.membership, consented_at=NOW)
    membership.unlink_supporter(support=Support.objects.get(member=sam), now=NOW)
    assert post(cast, cast.sol.client, series, f"{sam.pk}/").status_code == 403
    with pytest.raises(meetings.NotTheirs):
        reply(series, cast.sol, whose=sam)
    membership.unlink_supporter(support=Support.objects.get(member=jo), now=NOW)
    assert post(cast, cast.sol.client, series, f"{jo.pk}/").status_code == 404
    assert not Reply.objects.exists()


def test_guests_and_outsiders_do_not_reply_to_a_series(cast):
    series = plan(cast)
    meetings.invite(meeting=rows(series)[0], guest=cast.okoro.membership, by=cast.farah.membership, now=NOW)
    for player in (cast.okoro, *cast.outsiders):
        assert player.client.get(address(cast, series, "reply/")).status_code == 404
    assert cast.nia.client.get(address(cast, series, "reply/")).status_code == 403


def test_when_the_room_is_one_way_only_the_way_is_not_asked(cast):
    series = plan(cast, how="ONLINE", place="")
    assert 'name="way"' not in cast.sam.client.get(address(cast, series, "reply/")).text
    post(cast, cast.sam.client, series, way="")
    assert set(Reply.objects.values_list("way", flat=True)) == {"ONLINE"}
