"""What became of what was done, in a seeded group: half done, asked if people noticed, nobody noticed, looked at again."""

from datetime import timedelta

from feedback.deeds import operations as deeds
from feedback.impact import operations as impact
from feedback.impact import queries
from feedback.outcomes import operations as outcomes

NOTICED, UNNOTICED = (
    72,
    85,
)  # working days ago when it was done: the question is open now; it has closed, nobody noticed


def _tick(*, now):
    impact.close_due(now=now)
    impact.settle_due(now=now)
    impact.open_due(now=now)


def tell(cast, planted) -> None:
    all_, own = cast.beside, cast.inside
    for key, done in (("noticed", NOTICED), ("unnoticed", UNNOTICED)):
        planted.tell_piece(cast.was_done(key, done))
    planted.tell_piece(cast.is_doing("half_done", 30))
    at, story = planted.days.at, planted.story

    def said(key):
        planted.said[key].refresh_from_db()
        return planted.said[key]

    def answer(key, who, words, *, now, **given):
        asking = queries.asking_open(said(key))
        impact.notice(by=planted.who(who), now=now, asking=asking, words=words, **given)

    def choose(*, now):
        doubt = queries.doubt_open(said("unnoticed"))
        why = cast.word("why it happens now, not settled", cast.personas("member"))
        impact.choose(by=planted.who("member"), now=now, doubt=doubt, choice="AGAIN", why=why)

    def move_review(*, now):
        reason = cast.word("why a review moves", all_)
        outcomes.move_review(
            by=planted.who("facilitator"), now=now, said=said("noticed"), to_on=now.date(), reason=reason
        )

    def propose(*, now):
        words = cast.word("review, not confirmed yet", own)
        outcomes.propose(by=planted.who("second_member"), now=now, said=said("noticed"), outcome="CHANGED", words=words)

    for ago in range(30, 0, -1):
        story.tell(at(ago, 8), _tick)
    own_words = cast.word("noticed, kept to themselves", cast.personas("member"))
    shown = cast.word("noticed, others may read it", all_)
    story.tell(at(1, 12), answer, "noticed", "member", own_words, answer="LITTLE")
    story.tell(at(17, 12), answer, "unnoticed", "second_member", shown, answer="NO", may_show=True)
    story.tell(at(1, 13), choose)
    _half_done(cast, planted, said)
    story.tell(at(3, 14), move_review)
    story.tell(at(2, 14), propose)


def _half_done(cast, planted, said):
    def claim_half(*, now):
        planted.actions["half_done", "claim"] = deeds.claim_did(
            by=planted.who("sponsor"), now=now, said=said("half_done"), half=True,
            what=cast.word("half done, what", cast.beside), where=cast.word("half done, where", cast.beside), since=now.date(),
            evidence=cast.word("half done, evidence", cast.beside), left=cast.word("half done, what is left", cast.beside),
            left_owner=cast.word("half done, who does the rest", cast.beside), left_due_on=now.date() + timedelta(days=60),
        )  # fmt: skip

    def check_half(*, now):
        claim = planted.actions["half_done", "claim"]
        note = cast.word("half done, check note", cast.beside)
        deeds.check_claim(by=planted.who("second_member"), now=now, claim=claim, holds=True, note=note)

    planted.story.tell(planted.days.at(6, 14), claim_half)
    planted.story.tell(planted.days.at(5, 14), check_half)
