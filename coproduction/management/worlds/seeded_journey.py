"""A step that was confirmed and waits for the sponsor, one that is only proposed, a look at impact, and the nine from both sides."""

from datetime import timedelta

from feedback.ingredients import operations as ingredients
from feedback.ingredients import queries as ingredients_queries
from feedback.ingredients.models import IngredientsAsking, Which
from feedback.journey import operations as journey
from feedback.journey import queries as journey_queries
from feedback.reviews import operations as reviews

WHO = ("member", "second_member", "third_member", "member_4", "member_5")


def tell(cast, planted) -> None:
    """What is confirmed, everyone beside the group reads; what is proposed, found or added to answers is the group's own."""
    at, tell = planted.days.at, planted.story.tell
    beside, own = cast.beside, cast.inside
    for_sponsor = {"waits_on": "SPONSOR", "waits_for": f"A yes {cast.word('what a step waits for', beside)}"}
    tell(
        at(30, 9), move, planted, 1, f"They came {cast.word('evidence of a step', beside)}", for_sponsor, "move_waiting"
    )
    tell(at(29, 9), confirm, planted)
    tell(at(28, 9), told, planted, f"We did it {cast.word('what the sponsor did', beside)}")
    again = f"Still waiting {cast.word('evidence of a step, again', beside)}"
    tell(at(27, 9), move, planted, 1, again, for_sponsor, "move_waiting")
    tell(at(26, 9), confirm, planted)
    tell(at(2, 9), move, planted, 2, f"We think {cast.word('evidence of a step, proposed', own)}", {}, "move")
    found = {
        "what_changed": f"It changed {cast.word('impact, what changed', own)}",
        "what_grew": f"We grew {cast.word('impact, what grew', own)}",
        "say": f"We want to say {cast.word('impact, to say', own)}",
        "learn": f"We want to learn {cast.word('impact, to learn', own)}",
    }
    tell(at(25, 9), look, planted, found)
    tell(at(50, 9), ask, planted)
    line = f"About the nine {cast.word('line about the ingredients', own)}"
    for number, who in enumerate(WHO):
        tell(at(49, 9, number), answer, planted, who, line if number == 1 else "")
    tell(at(50, 9) + ingredients_queries.OPEN_FOR, close, planted)
    tell(at(24, 9), note, planted, f"We see {cast.word('a sentence about an ingredient', beside)}")
    tell(at(1, 10), ask, planted)


def _keep(planted, kind, key, name, **where):
    planted.more = [one for one in planted.more if one[0] != kind]
    planted.more.append((kind, key, name, where))


def move(planted, step, words, given, kind, *, now):
    by = planted.who("facilitator")
    made = journey.propose(by=by, now=now, step=step, state="NOW", words=words, **given)
    planted.newest_move = made
    _keep(planted, kind, made.pk, "journey")


def confirm(planted, *, now):
    """By as many members as it takes."""
    members = list(journey_queries.members(planted.group.pk).with_people().order_by("pk"))
    for one in members[: journey_queries.needed(len(members))]:
        journey.confirm(by=one, now=now, move=planted.newest_move)


def told(planted, words, *, now):
    journey.tell_part(by=planted.who("sponsor"), now=now, move=planted.newest_move, words=words)


def look(planted, found, *, now):
    made = reviews.review(by=planted.who("facilitator"), now=now, **found)
    _keep(planted, "finding", made.findings.get(kind="LEARN").pk, "impact_reviews")


def _asking(planted):
    return IngredientsAsking.objects.filter(group=planted.group).newest_first().first()


def ask(planted, *, now):
    made = ingredients.ask(by=planted.who("facilitator"), now=now)
    _keep(planted, "ingredients_asking", made.pk, "say_ingredients", asking_id=made.pk)


def answer(planted, who, line, *, now):
    views = {str(which.value): "YES" for which in Which}
    ingredients.answer(by=planted.who(who), now=now, asking=_asking(planted), views=views, line=line)


def close(planted, *, now):
    ingredients.close(asking=_asking(planted), now=now + timedelta(minutes=1))


def note(planted, sentence, *, now):
    ingredients.note(
        by=planted.who("facilitator"), now=now, which=Which.CONTACT, view="YES", sentence=sentence,
        owner=planted.who("point_of_contact"),
    )  # fmt: skip
