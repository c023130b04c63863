"""A refusal with its whole record, challenged up to the independent person; and two that are answered in one go."""

from coproduction.management.worlds.telling import told
from feedback.answers.models import Decision
from feedback.challenges import operations as challenges
from feedback.challenges.models import Challenge
from feedback.together import operations as together

INDEPENDENT = "independent"
ALIKE = ("alike", "alike_too")


def independent(cast) -> dict:
    """The settings that name the independent person of a group. They have no account."""
    email = f"{cast.persona(INDEPENDENT).replace('.', '-').replace('_', '-')}-{cast.seed}@example.org"
    return {"independent_name": "Ines Frey", "independent_email": email}


def persona(cast, group) -> dict:
    return {"persona": cast.persona(INDEPENDENT), "role": "INDEPENDENT", "group": group.slug,
            "email": group.independent_email, "cookie": ""}  # fmt: skip


def pieces(cast):
    """All of it is read by everyone in or beside the group, and by the independent person, who holds the link."""
    seen = cast.beside + cast.personas(INDEPENDENT)
    decided = told(
        35, "decide", "sponsor", kind="CANNOT", cause="LAW", outweighs=True, reason=cast.word("reason that went first", seen),
        decided_by=f"The board {cast.word('decided by, challenged', seen)}", what_matters=cast.word("what matters, challenged", seen),
        what_binds=cast.word("what binds, challenged", seen), question=f"Which way? {cast.word('question', seen)}",
        options=[(f"One way {cast.word('option', seen)}", f"Too slow {cast.word('why not this option', seen)}")],
        how_to_challenge=f"Ask us {cast.word('how to challenge', cast.beside)}",
    )  # fmt: skip
    yield cast._said("challenged", 49, [*cast._sent(48), decided], audience=seen)
    for key in ALIKE:
        yield cast._said(key, 24, cast._sent(23))


def tell(cast, planted) -> None:
    at, story = planted.story.days.at, planted.story
    seen = cast.beside + cast.personas(INDEPENDENT)
    for ago, deed, who, where in (
        (30, ask, "member", "why we ask for the reason"), (28, give_reason, "point_of_contact", "the reason again"),
        (25, ask, "second_member", "why we ask the sponsor"), (20, keep, "sponsor", "what the sponsor saw"),
        (12, ask, "third_member", "why we ask the independent person"),
    ):  # fmt: skip
        story.tell(at(ago, 13), deed, planted, who, f"Because {cast.word(where, seen)}")
    words = {key: f"About yours {cast.word(f'own line, {key}', cast.beside)}" for key in ALIKE}
    reason = f"Because {cast.word('reason for several', cast.beside)}"
    story.tell(at(8, 13), answer_alike, planted, words, reason)


def ask(planted, who, words, *, now):
    challenges.challenge(by=planted.who(who), now=now, said=planted.said["challenged"], words=words)


def waiting(planted):
    return Challenge.objects.open().select_related("said__group").get(said=planted.said["challenged"])


def give_reason(planted, who, words, *, now):
    challenges.give_reason(by=planted.who(who), now=now, challenge=waiting(planted), answer=words)


def keep(planted, who, words, *, now):
    challenges.keep_answer(by=planted.who(who), now=now, challenge=waiting(planted), answer=words)


def answer_alike(planted, words, reason, *, now):
    said = [planted.said[key] for key in words]
    together.answer_together(
        by=planted.who("sponsor"), now=now, said=said, lines={planted.said[key].pk: line for key, line in words.items()},
        kind=Decision.Kind.NOT_NOW, cause=Decision.Cause.STAFF, reason=reason, what_matters="being able to get in",
        what_binds="the plan for this winter", decided_by="The board",
    )  # fmt: skip
