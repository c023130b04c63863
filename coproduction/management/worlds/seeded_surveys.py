"""A survey that closed, with words planted in its lines, one that is open, one that is prepared; and the five investments."""

from datetime import timedelta

from groups.investments import operations as investments
from groups.survey_drafts import operations as drafts
from groups.surveys import operations, queries

WHO = ("member", "second_member", "third_member", "member_4", "member_5")


def tell(cast, planted) -> None:
    """Lines are for the group alone; a draft is for those who prepare it; what was given is for whoever sees the results."""
    at, tell = planted.days.at, planted.story.tell
    results = cast.inside + cast.personas("sponsor", "network_coordinator")
    tell(at(60, 8), opened, planted, "survey", "VALUES")
    for number, who in enumerate(WHO):
        line = f"It got better {cast.word('line of a survey', cast.inside)}" if number == 1 else ""
        tell(at(59, 9, number), answer, planted, who, line)
    tell(at(60, 8) + queries.OPEN_FOR + timedelta(minutes=1), close, planted)
    tell(at(2, 8), opened, planted, "survey_open", "SHIFTS")
    preparing = cast.personas("facilitator", "co_facilitator")
    tell(at(1, 8), draft, planted, f"Is it so {cast.word('question of a draft', preparing)}?")
    tell(at(5, 8), given, planted, f"A course {cast.word('what the group got', results)}")


def opened(planted, kind, which, *, now):
    by = planted.who("facilitator")
    made = drafts.begin(by=by, now=now, kind=which)
    operations.open_survey(by=by, survey=made, now=now)
    planted.actions["surveys", kind] = made
    planted.more.append((kind, made.pk, "survey", {"survey_id": made.pk}))


def answer(planted, who, line, *, now):
    survey = planted.actions["surveys", "survey"]
    answers = {key: "1" for key, _ in survey.asks("MEMBERS")}
    operations.answer(by=planted.who(who), survey=survey, answers=answers, line=line, now=now)


def close(planted, *, now):
    operations.close(survey=planted.actions.pop(("surveys", "survey")), now=now)


def draft(planted, question, *, now):
    planted.actions.pop(("surveys", "survey_open"))
    by = planted.who("facilitator")
    made = drafts.begin(by=by, now=now, kind="OWN", title="Our own questions")
    drafts.write_question(by=by, survey=made, question=question, easy="", answers=["No", "Partly", "Yes"], who="BOTH")
    planted.more.append(("survey_draft", made.pk, "survey_draft", {"survey_id": made.pk}))


def given(planted, said, *, now):
    investments.note_given(
        by=planted.who("facilitator"), now=now, investment="LEARNING", said=said, given_on=now.date()
    )
