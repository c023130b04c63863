"""One thing said, taken along the chain by operations as far as a test needs it."""

from datetime import timedelta

from feedback.answers import operations as answers
from feedback.deeds import operations as deeds
from feedback.drafts import operations as drafts

WORDS = "Letters about my care come after the appointment. I can’t prepare."


def drafted(cast, now, by=None, **fields):
    fields = {"words": WORDS, "shown_as": "GROUP", "why_it_matters": "I want to bring my own goals."} | fields
    return drafts.draft(by=(by or cast.sam).membership, now=now, **fields)


def agreeing(cast, now, **fields):
    said = drafted(cast, now, **fields)
    author = said.said_by or cast.sam.membership
    return drafts.put_to_group(by=author, now=now, said=said)


def sent(cast, now, **fields):
    said = agreeing(cast, now, **fields)
    for member in (cast.sam, cast.jo):
        drafts.agree(by=member.membership, now=now, said=said, answer="AGREE")
    return drafts.send(by=cast.farah.membership, now=now, said=said)


HEARING = {"words": "I have read this to the outpatients team.", "final_say": "The outpatients board"}


def heard(cast, now, **fields):
    said = sent(cast, now, **fields)
    day = (now + timedelta(days=14)).date()
    return answers.hear(by=cast.priya.membership, now=now, said=said, answer_by=day, **HEARING)


ANSWER = {
    "what_matters": "being able to prepare", "what_binds": "nothing stands in the way",
    "decided_by": "The outpatients board",
}  # fmt: skip
REASON = {"reason": "The hospital part is fixed until April.", "cause": "MONEY"}


def decided(cast, now, kind="WE_WILL", **fields):
    said = heard(cast, now, **fields)
    reason = {} if kind == "WE_WILL" else REASON
    return answers.decide(by=cast.okoro.membership, now=now, said=said, kind=kind, **ANSWER, **reason)


CLAIM = {"what": "Letters go out 10 days before.", "where": "All clinics", "evidence": "Ask at any desk"}


def claimed(cast, now, **fields):
    said = decided(cast, now, **fields)
    return deeds.claim_did(by=cast.priya.membership, now=now, said=said, since=now.date(), **CLAIM)


def did(cast, now, **fields):
    claim = claimed(cast, now, **fields)
    return deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True).said


def cannot(cast, now, kind="CANNOT", **fields):
    return decided(cast, now, kind=kind, **fields)


def answered(cast, now, **fields):
    said = did(cast, now, **fields)
    for member in (cast.sam, cast.jo):
        deeds.say_if_answered(by=member.membership, now=now, said=said, answer="YES")
    said.refresh_from_db()
    return said
