"""Half done is a real answer: what is done, what is left, who does the rest and by when; checked, and told back to everyone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coproduction.kit.refusals import Refusal
from feedback.deeds import operations as deeds
from feedback.deeds.models import Claim, Deed
from feedback.log import operations as log
from groups.notices.models import Letter
from tests.feedback import chain

LEFT = {"left": "The eye clinic", "left_owner": "Dr Okoro"}


def claim_half(cast, now, said, **more):
    given = {**chain.CLAIM, **LEFT, "left_due_on": (now + timedelta(days=40)).date(), **more}
    return deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), half=True, **given)


@pytest.fixture
def said(cast, now):
    return chain.decided(cast, now)


def test_a_half_claim_names_the_rest_its_owner_and_its_date(cast, now, said):
    claim = claim_half(cast, now, said)
    rest = Deed.objects.get()
    assert (claim.rest, rest.what, rest.owner) == (rest, "The eye clinic", "Dr Okoro")
    step = said.steps.latest("id")
    assert step.headline == "We are told half of it is done" and ["What is left", "The eye clinic"] in step.details


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"left": " "}, "left"), ({"left_owner": ""}, "left_owner"), ({"left_due_on": None}, "left_due_on")],
)
def test_it_cannot_leave_the_rest_open(cast, now, said, missing, field):
    with pytest.raises(Refusal) as found:
        claim_half(cast, now, said, **missing)
    assert found.value.field == field and not Claim.objects.exists() and not Deed.objects.exists()


def test_the_rest_is_ahead(cast, now, said):
    with pytest.raises(deeds.DayHasPassed):
        claim_half(cast, now, said, left_due_on=now.date() - timedelta(days=1))


def test_when_it_holds_everyone_is_told_half_done_and_the_rest_is_still_promised(cast, now, said, visitor):
    claim = claim_half(cast, now, said)
    said = deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True, note="Seen").said
    assert (said.stage, said.tag, said.due_on) == ("DOING", "Half done", claim.rest.due_on)
    assert said.did_at is None and said.ask_on is None
    step = said.steps.latest("id")
    assert (step.kind, step.stage_to) == ("HALF_DONE", "DOING")
    told = Letter.objects.filter(about=f"said:{said.pk}:{step.pk}")
    assert {one.person for one in told} == {cast.sam.person, cast.jo.person}
    log.publish(by=cast.farah.membership, now=now, said=said)
    public = visitor.get(reverse("public_page", kwargs={"slug": cast.group.slug})).content.decode()
    assert "Half done:" in public and "Still to do:" in public and "The eye clinic" in public


def test_when_it_does_not_hold_the_rest_is_still_promised(cast, now, said):
    claim = claim_half(cast, now, said)
    said = deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=False, note="Not in mine").said
    assert (said.stage, said.tag, said.due_on) == ("DOING", "Doing", claim.rest.due_on)


def test_after_half_of_it_all_of_it_can_be_done(cast, now, said):
    said = deeds.check_claim(by=cast.jo.membership, now=now, claim=claim_half(cast, now, said), holds=True).said
    claim = deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM)
    said = deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True).said
    assert said.tag == "We did" and said.half_done_at is not None


def test_the_database_keeps_a_half_claim_whole(cast, now, said):
    claim_half(cast, now, said)
    for broken in ({"left": ""}, {"rest": None}, {"extent": "ALL"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.update(**broken)


# --- pages ---


def address(name, said):
    return reverse(name, kwargs={"slug": said.group.slug, "number": said.number})


GIVEN = {"extent": "HALF", "what": "Two clinics", "where": "Town", "since_day": "18", "since_month": "11", "since_year": "2026",
         "evidence": "See https://example.org/letters?a=1&b=2. And ask."}  # fmt: skip


def test_the_form_asks_how_much_and_for_the_rest(cast, said):
    client = cast.priya.client
    page = client.post(address("claim", said), GIVEN).content.decode()
    for sentence in ("Say what is not done yet.", "Enter who does it.", "Enter when the rest will be done."):
        assert sentence in page
    page = client.post(address("claim", said), {**GIVEN, "left_due_on_day": "40"}).content.decode()
    assert "The date also needs a month and a year" in page and "Enter when the rest will be done." not in page
    assert "Say if all of it is done, or a part" in client.post(address("claim", said), {"extent": ""}).content.decode()
    rest = LEFT | {"left_due_on_day": "1", "left_due_on_month": "2", "left_due_on_year": "2027"}
    assert (
        "We are asking the group to check it"
        in client.post(address("claim", said), GIVEN | rest, follow=True).content.decode()
    )
    page = cast.jo.client.get(address("check", said)).content.decode()
    assert "Half of it: is that part really done?" in page and "Yes, that part is done" in page
    assert "Dr Okoro, by Monday 1 February 2027" in page
    done = cast.jo.client.post(address("check", said), {"holds": "yes", "check_note": ""}, follow=True).content.decode()
    assert "Half done" in done


def test_a_link_as_evidence_is_a_safe_link(cast, now, said):
    evidence = "See https://example.org/letters?a=1&b=2. <script>alert(1)</script> javascript:alert(2)"
    deeds.claim_did(
        by=cast.priya.membership, now=now, said=said, since=now.date(), **chain.CLAIM | {"evidence": evidence}
    )
    link = 'href="https://example.org/letters?a=1&amp;b=2" rel="noopener noreferrer nofollow"'
    for page in (cast.jo.client.get(address("check", said)), cast.okoro.client.get(address("said", said))):
        shown = page.content.decode()
        assert link in shown and "<script>alert" not in shown and 'href="javascript' not in shown
