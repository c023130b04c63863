"""Care around a seeded meeting: a need that is arranged, and what somebody said afterwards."""

from datetime import timedelta

from groups.arrangements import operations as arrangements
from groups.arrangements import queries
from groups.attendance import operations as attendance
from groups.checkouts import operations as checkouts
from groups.checkouts.models import CheckOut

WHO = ("member", "third_member", "supporter", "member_4", "member_5")
NEED = "OTHER"  # a token is no kind of need that the list knows


def tell(story, cast, planted) -> None:
    at = story.days.at
    story.tell(at(1, 16), arranged, cast, planted)
    story.tell(at(11, 9), asked, planted)
    story.tell(at(10, 9), was_not_there, cast, planted)
    for key, ago in (("behind", 40), ("draft_notes", 12)):
        story.tell(at(ago, 16), check_out, planted, key)
        story.tell(at(ago, 16) + timedelta(days=3), close, planted, key)
        story.tell(at(ago - 1, 12), who_was_there, planted, key)
    story.tell(at(38, 9), reason, cast, planted)
    story.tell(at(9, 9), kind_word, cast, planted)
    for number, who in enumerate(WHO):
        story.tell(at(40, 17, number), say_how_it_was, cast, planted, who)


def arranged(cast, planted, *, now):
    """As the need itself: for the person, their supporter and the facilitators."""
    meeting, whose = planted.meetings["ahead"], planted.who("member")
    close = cast.personas("member", "supporter", "facilitator", "co_facilitator")
    arrangements.see_to(
        meeting=meeting, whose=whose, need=NEED, by=planted.who("facilitator"), now=now, arranged=True,
        as_seen=queries.line(meeting, whose.pk, NEED).seal, sees_to_it=planted.who("co_facilitator"),
        how=f"It is booked {cast.word('how a need is arranged', close)}",
    )  # fmt: skip


def asked(planted, *, now):
    arrangements.ask(meeting=planted.meetings["draft_notes"], now=now)


def was_not_there(cast, planted, *, now):
    own = cast.personas("member", "facilitator", "co_facilitator")
    arrangements.answer(
        meeting=planted.meetings["draft_notes"], by=planted.who("member"), now=now, answer="NO",
        words=f"It did not come {cast.word('what was not there', own)}",
    )  # fmt: skip


def check_out(planted, key, *, now):
    """One of them is answered by enough people; the other by nobody."""
    checkouts.open_questions(meeting=planted.meetings[key], now=now)


def say_how_it_was(cast, planted, who, *, now):
    """The line is for the group; people beside it get neither lines nor small numbers."""
    line = f"I could finish {cast.word('line at the end of a meeting', cast.inside)}" if who == WHO[0] else ""
    found = CheckOut.objects.get(meeting=planted.meetings["behind"])
    checkouts.answer(by=planted.who(who), check_out=found, heard="YES", safe="PARTLY", worth="YES", line=line, now=now)


def close(planted, key, *, now):
    checkouts.close(check_out=CheckOut.objects.get(meeting=planted.meetings[key]), now=now)


def who_was_there(planted, key, *, now):
    """The second and the third member are away twice."""
    came = [planted.who(who) for who in ("member", "facilitator")]
    attendance.note(meeting=planted.meetings[key], by=planted.who("facilitator"), now=now, came=came)


def reason(cast, planted, *, now):
    own = cast.personas("facilitator", "co_facilitator")
    attendance.note_reason(
        meeting=planted.meetings["behind"], whose=planted.who("second_member"), by=planted.who("facilitator"), now=now,
        because=f"They said {cast.word('why somebody was away', own)}",
    )  # fmt: skip


def kind_word(cast, planted, *, now):
    attendance.write(
        whose=planted.who("third_member"), by=planted.who("facilitator"), now=now,
        words=f"We thought of you {cast.word('a kind word', cast.personas('third_member'))}",
    )  # fmt: skip
