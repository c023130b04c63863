"""A supporter says for the member they help if what they needed was there: with consent, and never over the member's own words."""

from datetime import timedelta

import pytest

from groups.arrangements import operations
from groups.arrangements.models import WasItThere
from groups.membership import operations as membership
from groups.membership.models import Membership, Support
from groups.notices import delivery
from groups.notices.models import Letter
from tests.builders import NOW
from tests.groups.arrangements.needs import needing
from tests.groups.meetings.arrange import STARTS, address

HOME = "/groups/rivers-and-moors-co-production-group/"


@pytest.fixture
def asked(cast, clock):
    meeting = needing(cast)
    at = STARTS + timedelta(days=1)
    operations.ask(meeting=meeting, now=at)
    clock(at)
    return meeting


def of(cast, meeting, player=None):
    return address(cast, meeting, f"was-it-there/{(player or cast.sam).membership.pk}/")


def help_sam(cast, meeting, answer="PARTLY", words="It came late."):
    return cast.sol.client.post(of(cast, meeting), {"answer": answer, "words": words}, follow=True)


def test_a_supporter_answers_for_the_member_who_is_told_and_may_change_it(cast, asked):
    assert "Was what you needed there?" in cast.sol.client.get(HOME).text
    led = cast.sol.client.get(address(cast, asked, "was-it-there/")).text
    assert "Answer for Sam" in led
    assert "Was what Sam needed there?" in cast.sol.client.get(of(cast, asked)).text
    assert "You answered for Sam. We are telling them." in help_sam(cast, asked).text
    row = WasItThere.objects.get()
    assert (row.answer, row.words, row.answered_by) == ("PARTLY", "It came late.", cast.sol.membership)
    assert "Was what you needed there?" not in cast.sol.client.get(HOME).text
    letter = Letter.objects.get(stem="groups/arrangements/emails/noted")
    assert letter.person == cast.sam.person and "Sol answered for you" in letter.text
    assert "It came late." not in letter.text
    assert "It came late." in cast.sol.client.get(of(cast, asked)).text
    help_sam(cast, asked, "NO", "It never came.")
    mine = cast.sam.client.get(address(cast, asked, "was-it-there/")).text
    assert "Your supporter answered for you. You can change it." in mine and "It never came." in mine
    cast.sam.client.post(address(cast, asked, "was-it-there/"), {"answer": "YES", "words": "In the end."})
    row.refresh_from_db()
    assert (row.answer, row.answered_by) == ("YES", None)


def test_what_the_member_answered_is_not_shown_to_the_supporter_nor_changed_by_them(cast, asked):
    operations.answer(meeting=asked, by=cast.sam.membership, now=STARTS, answer="NO", words="My supporter was late.")
    for there in (of(cast, asked), address(cast, asked, "was-it-there/"), address(cast, asked, "arrangements/")):
        assert "My supporter was late." not in cast.sol.client.get(there).text
    assert "Nothing to answer" in help_sam(cast, asked).text
    with pytest.raises(operations.TheyAnswered):
        operations.answer(
            meeting=asked, by=cast.sol.membership, whose=cast.sam.membership, now=STARTS, answer="YES", words=""
        )
    assert WasItThere.objects.get().answer == "NO"


def test_nobody_answers_for_whom_they_do_not_help_or_once_consent_has_ended(cast, asked):
    for client, whose in ((cast.sol.client, cast.jo), (cast.jo.client, cast.sam), (cast.farah.client, cast.sam)):
        assert client.get(of(cast, asked, whose)).status_code == 403
    Support.objects.create(member=cast.jo.membership, supporter=cast.sol.membership, consented_at=NOW)
    assert "Nothing to answer" in cast.sol.client.get(of(cast, asked, cast.jo)).text
    membership.unlink_supporter(support=Support.objects.get(member=cast.sam.membership), now=NOW)
    assert help_sam(cast, asked).status_code == 403
    assert "Answer for" not in cast.sol.client.get(address(cast, asked, "was-it-there/")).text
    assert "Was what you needed there?" not in cast.sol.client.get(HOME).text
    with pytest.raises(operations.NotTheirs):
        operations.answer(meeting=asked, by=cast.sol.membership, whose=cast.sam.membership, now=STARTS, answer="YES")
    membership.unlink_supporter(support=Support.objects.get(member=cast.jo.membership), now=NOW)
    assert help_sam(cast, asked).status_code == 404
    assert WasItThere.objects.get().answer == ""


def test_the_letter_that_somebody_answered_does_not_follow_a_member_who_left(cast, asked):
    help_sam(cast, asked)
    Membership.objects.filter(pk=cast.sam.membership.pk).update(left_at=NOW)
    delivery.send_due(lambda: STARTS)
    assert Letter.objects.get(stem="groups/arrangements/emails/noted").state != "SENT"


def test_the_letter_that_somebody_answered_goes_to_the_member(cast, asked):
    help_sam(cast, asked)
    at = Letter.objects.get(stem="groups/arrangements/emails/noted").due_at
    delivery.send_due(lambda: at)
    assert Letter.objects.get(stem="groups/arrangements/emails/noted").state == "SENT"
