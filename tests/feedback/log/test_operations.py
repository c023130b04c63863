import pytest

from feedback.drafts import operations as drafts
from feedback.log import operations as log
from feedback.log import queries
from feedback.log.models import Said, Step
from groups.history.models import Event
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

RECORD = {"words": "Members told their own stories.", "source": "A report of 2021"}


def bring(cast, now, by=None, **fields):
    return log.bring_in(by=(by or cast.farah).membership, now=now, **RECORD | fields)


# --- the public page ---


def test_what_was_sent_goes_on_the_public_page_and_off_again(cast, now):
    said = log.publish(by=cast.farah.membership, now=now, said=chain.sent(cast, now))
    assert list(Said.objects.published()) == [said]
    with pytest.raises(log.OnPublicPageAlready):
        log.publish(by=cast.farah.membership, now=now, said=said)
    log.unpublish(by=cast.col.membership, now=now, said=said)
    assert not Said.objects.published().exists()
    with pytest.raises(log.NotOnPublicPage):
        log.unpublish(by=cast.farah.membership, now=now, said=said)


def test_a_draft_never_goes_on_the_public_page(cast, now):
    with pytest.raises(log.NotSentYet):
        log.publish(by=cast.farah.membership, now=now, said=chain.agreeing(cast, now))


@pytest.mark.parametrize("who", ["sam", "priya", "okoro", "faye"])
def test_only_facilitators_publish(cast, now, who):
    said = chain.sent(cast, now)
    for deed in (log.publish, log.unpublish):
        with pytest.raises(log.NotYourPart):
            deed(by=getattr(cast, who).membership, now=now, said=said)


# --- bringing in a record ---


def test_what_was_done_before_promises_nothing_and_asks_nobody(cast, now):
    said = log.bring_in_done(by=cast.farah.membership, now=now, **RECORD, happened="in 2020", outcome="A film")
    assert (said.stage, said.bucket, said.due_on, said.sent_at) == ("EARLIER", "DONE", None, None)
    assert queries.needs_you(cast.sam.membership, now) == []
    assert not Letter.objects.exists()
    assert Step.objects.get().details == [
        ["When it happened", "in 2020"], ["What became of it", "A film"], ["Source", "A report of 2021"],
    ]  # fmt: skip
    assert queries.standing(said, now).words == "In 2020. From A report of 2021"


@pytest.mark.parametrize("stage", ["DRAFT", "SENT", "HEARD", "DOING"])
def test_a_row_can_go_on_from_where_it_is(cast, now, stage):
    said = bring(cast, now, stage=stage)
    assert said.stage == stage
    assert (said.due_on is None) == (stage == "DRAFT")
    assert not Letter.objects.exists()


def test_a_row_brought_in_as_a_draft_goes_the_way_of_every_draft(cast, now):
    said = bring(cast, now, stage="DRAFT")
    assert drafts.put_to_group(by=cast.sam.membership, now=now, said=said).stage == "AGREEING"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"words": ""}, log.SayWhat),
        ({"source": " "}, log.NameTheRecord),
        ({"stage": "ANSWERED"}, log.CannotStartThere),
        ({"happened": "x" * 61}, log.TooLong),
    ],
)
def test_a_row_must_make_sense(cast, now, fields, refusal):
    with pytest.raises(refusal):
        bring(cast, now, **fields)


def test_only_facilitators_bring_in_and_only_under_their_own_topics(cast, now):
    with pytest.raises(log.NotYourPart):
        bring(cast, now, by=cast.sam)
    with pytest.raises(log.NotThatTopic):
        bring(cast, now, topic=builders.topic(cast.other_group))


@pytest.mark.parametrize("stage", ["EARLIER", "DRAFT", "SENT", "DOING"])
def test_a_row_is_taken_out_again_and_stays_in_the_record(cast, now, stage):
    said = log.take_out(by=cast.farah.membership, now=now, said=bring(cast, now, stage=stage))
    assert (said.stage, said.sent_at, said.due_on) == ("WITHDRAWN", None, None)
    assert Step.objects.count() == 2
    assert not Said.objects.visible_to(cast.okoro.membership).exists()
    assert Said.objects.visible_to(cast.sam.membership).exists()
    assert Event.objects.filter(what="said_taken_out").exists()


def test_a_row_somebody_acted_on_stays(cast, now):
    said = bring(cast, now, stage="DRAFT")
    drafts.put_to_group(by=cast.sam.membership, now=now, said=said)
    with pytest.raises(log.SomethingHappenedSince):
        log.take_out(by=cast.farah.membership, now=now, said=said)


def test_only_what_was_brought_in_is_taken_out(cast, now):
    with pytest.raises(log.NotBroughtIn):
        log.take_out(by=cast.farah.membership, now=now, said=chain.sent(cast, now))
    with pytest.raises(log.NotYourPart):
        log.take_out(by=cast.sam.membership, now=now, said=bring(cast, now))
