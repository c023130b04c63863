"""A promise of a leader with what became of it, a programme of work, somebody who is away, and something handed over."""

from datetime import timedelta

from coproduction.management.worlds.tokens import EVERYONE
from feedback.commitments import operations as commitments
from feedback.commitments.models import Commitment
from feedback.disputes import operations as disputes
from feedback.handovers import operations as handovers
from feedback.handovers.models import Handover
from feedback.programmes import operations as programmes
from groups.away import operations as away


def tell(cast, planted) -> None:
    """On the public page stands what the leader put there, and what the group says of it. What was shown is for those beside."""
    at, tell = planted.days.at, planted.story.tell
    tell(at(30, 8), promise, cast, planted)
    tell(at(20, 8), judge, cast, planted)
    tell(at(12, 8), add_programme, cast, planted)
    tell(at(11, 8), dispute_programmes, cast, planted)
    tell(at(2, 18), hand_over, cast, planted)
    tell(at(2, 19), go_away, planted)


def promise(cast, planted, *, now):
    by = planted.who("sponsor")
    made = commitments.promise(
        by=by, now=now, what=f"I come to each meeting {cast.word('promise of a leader', EVERYONE)}", gives="TIME",
        how_much=f"A day {cast.word('what a leader gives', EVERYONE)}", due_on=planted.days.on(-20), is_public=True,
        investment="TIME",
    )  # fmt: skip
    words = f"I was at three {cast.word('what a leader did', cast.beside)}"
    commitments.show(by=by, now=now, commitment=made, words=words)
    planted.more.append(("commitment", made.pk, "commitment", {"commitment_id": made.pk}))


def judge(cast, planted, *, now):
    commitments.say_if_kept(
        by=planted.who("member"), now=now, commitment=Commitment.objects.get(group=planted.group), verdict="PARTLY",
        words=f"At two of them {cast.word('what the group says of a promise', EVERYONE)}",
    )  # fmt: skip


def add_programme(cast, planted, *, now):
    made = programmes.add(
        by=planted.who("facilitator"), now=now, name=f"Clinics {cast.word('name of a programme', cast.beside)}",
        about=f"Where they are {cast.word('about a programme', cast.beside)}", owner=planted.who("sponsor"),
        stage_at_first="DRAFT", first_on=planted.days.on(14), budget=500, next_on=planted.days.on(-9),
        topics=[planted.topics["topic"]], numbers=[planted.said["heard"].number],
    )  # fmt: skip
    planted.more.append(("programme", made.pk, "programme", {"programme_id": made.pk}))


def dispute_programmes(cast, planted, *, now):
    """Two more programmes, of which members say that they came later: one waits for an answer, one for the group’s word."""
    for kind in ("disputed", "answered"):
        row = programmes.add(
            by=planted.who("sponsor"), now=now, name=f"Wards {cast.word(f'name of a programme {kind}', cast.beside)}",
            about="Where they are.", owner=planted.who("sponsor"), stage_at_first="IDEA", first_on=planted.days.on(13),
        )  # fmt: skip
        disputes.dispute(
            by=planted.who("member"), now=now, programme=row, stage="DRAFT",
            words=f"It was printed {cast.word(f'what members say of a programme {kind}', cast.beside)}",
        )  # fmt: skip
        planted.more.append((f"programme_{kind}", row.pk, "how_early", {"programme_id": row.pk}))
    words = f"It was a proof {cast.word('answer about a programme', cast.beside)}"
    disputes.answer(by=planted.who("sponsor"), now=now, programme=row, agrees=False, words=words)


def hand_over(cast, planted, *, now):
    said = planted.said["heard"]
    said.refresh_from_db()
    note = f"Please {cast.word('line of a handover', cast.personas('sponsor', 'point_of_contact'))}"
    handovers.hand_over(
        by=planted.who("sponsor"), now=now, said=said, owed=said.stage, to=planted.who("point_of_contact"), note=note
    )  # fmt: skip
    planted.more.append(("handover", Handover.objects.get(said=said).pk, None, {}))


def go_away(planted, *, now):
    contact, sponsor = planted.who("point_of_contact"), planted.who("sponsor")
    today = planted.days.today
    made = away.say_away(
        by=[contact], now=now, starts_on=today, ends_on=today + timedelta(days=5), stand_ins={contact.pk: sponsor}
    )  # fmt: skip
    planted.more.append(("away", made[0].pk, None, {}))
