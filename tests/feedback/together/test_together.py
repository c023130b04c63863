from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.answers import operations as answers
from feedback.answers.models import Decision, Hearing
from feedback.deeds import operations as deeds
from feedback.log import operations as log
from feedback.log.models import Said, Step
from feedback.together import operations as together
from feedback.together.models import DecisionTogether
from groups.notices.models import Letter
from tests import builders
from tests.feedback import chain

RECORD = {"kind": "NOT_NOW", **chain.ANSWER, **chain.REASON}


def three(cast, now):
    """One that nobody has heard, one that was heard, and one named."""
    return [
        chain.sent(cast, now, words="The ramp is too steep."),
        chain.heard(cast, now, words="The door is too heavy."),
        chain.sent(cast, now, words="The bell is too high.", shown_as="NAME"),
    ]


def answer(cast, now, said, by=None, **fields):
    return together.answer_together(by=(by or cast.priya).membership, now=now, said=said, **RECORD | fields)


def stages(said):
    return list(Said.objects.filter(pk__in=[one.pk for one in said]).order_by("id").values_list("stage", flat=True))


def test_one_decision_answers_several_each_in_its_own_chain(cast, now):
    said = three(cast, now)
    made = answer(cast, now + timedelta(days=5), said, lines={said[0].pk: "The ramp comes first."})
    assert stages(said) == ["CANNOT"] * 3
    assert Decision.objects.filter(together=made).count() == 3
    assert Hearing.objects.count() == 3, "deciding is hearing, where nobody had"
    for one in said:
        steps = list(Step.objects.filter(said=one).in_order())
        assert steps[-1].kind == "DECIDED" and (steps[-1].working_days, steps[-1].promised_days) == (3, 20)
        for before, after in zip(steps, steps[1:], strict=False):
            assert after.stage_from == before.stage_to
    assert Step.objects.get(said=said[0], kind="DECIDED").details[0] == ["About what you said", "The ramp comes first."]
    assert Said.objects.get(pk=said[0].pk).final_say == "The outpatients board"


def test_a_yes_puts_all_of_them_among_what_is_being_done_with_a_day_promised(cast, now):
    said = three(cast, now)
    due = (now + timedelta(days=30)).date()
    first = chain.decided(cast, now)
    deeds.take_on(by=cast.priya.membership, now=now, said=first, what="Ask", owner="Priya", due_on=due)
    claim = deeds.claim_did(by=cast.priya.membership, now=now, said=first, since=now.date(), **chain.CLAIM)
    deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True)
    deeds.say_if_answered(by=cast.jo.membership, now=now, said=first, answer="NO")
    answer(cast, now, [*said, first], kind="WE_WILL", reason="", cause="")
    assert stages([*said, first]) == ["DOING"] * 4
    assert str(Said.objects.get(pk=said[0].pk).due_on) == "2026-11-25"
    assert Said.objects.get(pk=first.pk).due_on == due, "the action of the round before is still open"


def test_those_that_were_heard_before_are_not_heard_a_second_time(cast, now):
    said = [chain.heard(cast, now), chain.heard(cast, now)]
    answer(cast, now + timedelta(days=5), said)
    assert stages(said) == ["CANNOT"] * 2
    assert Hearing.objects.count() == Step.objects.filter(kind="HEARD").count() == 2
    assert {one.heard_at for one in Said.objects.all()} == {now}


def test_each_is_told_about_their_own_words_and_meets_no_others(cast, now):
    said = three(cast, now)
    answer(cast, now, said, lines={said[2].pk: "We looked at your bell."})
    letters = Letter.objects.filter(stem="feedback/together/emails/answered")
    assert letters.count() == 2 + 2 + 1
    named = letters.get(path=said[2].get_absolute_url())
    assert named.person == cast.sam.person
    assert "The bell is too high." in named.text and "We looked at your bell." in named.text
    assert "ramp" not in named.text and "ramp" not in named.html
    assert "Priya, point of contact answered" in named.text
    ramp = letters.filter(path=said[0].get_absolute_url())
    assert {one.person for one in ramp} == {cast.sam.person, cast.jo.person}
    assert all("bell" not in one.text for one in ramp)


def test_it_is_all_of_them_or_none_and_the_one_in_the_way_is_named(cast, now):
    said = three(cast, now)
    for one in said[:2]:
        answers.decide(by=cast.okoro.membership, now=now, said=one, kind="WE_WILL", **chain.ANSWER)
    with pytest.raises(together.AnsweredMeanwhile) as told:
        answer(cast, now, said)
    assert told.value.sentence.startswith("Numbers 1 and 2 do not wait for an answer any more. Take them out")
    with pytest.raises(together.AnsweredMeanwhile) as told:
        answer(cast, now, said[1:])
    assert told.value.sentence.startswith("Number 2 does not wait")
    assert stages(said[2:]) == ["SENT"]
    assert not DecisionTogether.objects.exists()


@pytest.mark.parametrize("who", ["sam", "farah", "sol", "nia"])
def test_only_those_who_answer_answer_several(cast, now, who):
    with pytest.raises(log.NotYourPart):
        answer(cast, now, three(cast, now), by=getattr(cast, who))


def test_entries_of_another_group_are_not_answered_with_ours(cast, now):
    ours, theirs = chain.sent(cast, now), builders.said(cast.other_group)
    with pytest.raises(together.ChooseSome):
        answer(cast, now, [ours, theirs])


def test_no_more_than_fifty(cast, now):
    with pytest.raises(together.TooMany):
        answer(cast, now, [Said(pk=number) for number in range(51)])


def test_the_statements_do_not_grow_with_the_entries(cast, now, django_assert_num_queries):
    promises = {"hear_by": now.date(), "answer_by": now.date(), "due_on": now.date()}
    few = [builders.said(cast.group, **promises) for _ in range(2)]
    many = [builders.said(cast.group, **promises) for _ in range(8)]  # SQLite takes some 1,000 values a statement
    with django_assert_num_queries(17):
        answer(cast, now, few)
    with django_assert_num_queries(17):
        answer(cast, now, many)


# --- the pages ---


def url(cast, name, *said, **more):
    query = "&".join([f"number={one.number}" for one in said] + [f"{key}={value}" for key, value in more.items()])
    return f"{reverse(name, kwargs={'slug': cast.group.slug})}?{query}"


def soup_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def typed(said, **more):
    takes = {f"take_{one.number}": "yes" for one in said}
    return {**RECORD, "outweighs": "no", **takes, **more}


def test_the_log_leads_those_who_answer_to_answering_several(cast, now):
    for player, there in ((cast.priya, True), (cast.okoro, True), (cast.sam, False)):
        page = player.client.get(reverse("log", kwargs={"slug": cast.group.slug})).content.decode()
        assert (reverse("answer_many", kwargs={"slug": cast.group.slug}) in page) == there


def test_choices_stay_while_one_searches_and_turns_the_page(cast, now):
    topic = builders.topic(cast.group)
    said = [builders.said(cast.group, f"Thing {n}", topic=topic if n == 3 else None) for n in range(1, 26)]
    soup = soup_of(cast.priya.client.get(url(cast, "answer_many", said[0], said[23], page=2)))
    ticked = [box["value"] for box in soup.select("input[type=checkbox][checked]")]
    assert ticked == ["1", "24"]
    assert len(soup.select("input[type=checkbox]:not([checked])")) == 3
    assert soup.select_one("button[name=page]")["value"] == "1"
    soup = soup_of(cast.priya.client.get(url(cast, "answer_many", said[0], q="Thing 25")))
    assert [box["value"] for box in soup.select("input[type=checkbox]")] == ["1", "25"]
    soup = soup_of(cast.priya.client.get(url(cast, "answer_many", topic=topic.pk)))
    assert [box["value"] for box in soup.select("input[type=checkbox]")] == ["3"]
    soup = soup_of(cast.priya.client.get(url(cast, "answer_many", topic="x" * 20, number="x")))
    assert len(soup.select("input[type=checkbox]")) == 20
    assert soup.select_one("button[name=page]")["value"] == "2"


def test_one_alone_is_not_several(cast, now):
    said = chain.sent(cast, now)
    page = cast.priya.client.get(url(cast, "answer_many", said, go=1)).content.decode()
    assert "Choose at least two things to answer together." in page
    answer = cast.priya.client.get(url(cast, "answer_together", said), follow=True)
    assert "Choose at least two things to answer together." in answer.content.decode()
    assert cast.priya.client.get(url(cast, "answer_together")).status_code == 302


def test_a_point_of_contact_answers_several_in_the_browser(cast, now):
    said = three(cast, now)
    answer = cast.priya.client.get(url(cast, "answer_many", *said, go=1), follow=True)
    soup = soup_of(answer)
    assert "The ramp is too steep." in soup.get_text()
    assert soup.select_one("form[data-form=answer-together]")
    more = {f"take_{said[1].number}": "no", f"line_{said[0].number}": "The ramp comes first."}
    answer = cast.priya.client.post(url(cast, "answer_together", *said), typed(said, **more), follow=True)
    assert "You answered 2 at once. Each is told about their own words." in answer.content.decode()
    assert stages(said) == ["CANNOT", "HEARD", "CANNOT"]


def test_what_somebody_answered_meanwhile_is_named_and_nothing_typed_is_lost(cast, now):
    said = three(cast, now)
    answers.decide(by=cast.okoro.membership, now=now, said=said[0], kind="WE_WILL", **chain.ANSWER)
    given = typed(said, question="Can the house be opened to all?", **{f"line_{said[2].number}": "We saw your bell."})
    page = cast.priya.client.post(url(cast, "answer_together", *said), given).content.decode()
    assert "Number 1 does not wait for an answer any more. Take it out" in page
    for words in ("We saw your bell.", "Can the house be opened to all?", chain.REASON["reason"]):
        assert words in page
    answer = cast.priya.client.post(url(cast, "answer_together", *said), given | {"take_1": "no"}, follow=True)
    assert "You answered 2 at once." in answer.content.decode()


def test_words_of_a_person_are_words_even_where_a_label_is_made_of_them(cast, now):
    said = [chain.sent(cast, now, words="{{ form }} <b>bold</b>"), chain.sent(cast, now)]
    page = cast.priya.client.get(url(cast, "answer_together", *said)).content.decode()
    assert "{{ form }} &lt;b&gt;bold&lt;/b&gt;" in page


@pytest.mark.parametrize("name", ["answer_many", "answer_together"])
def test_the_group_does_not_answer_itself_and_outsiders_see_nothing(cast, now, name):
    for player in cast.in_group:
        expected = (200, 302) if player in (cast.priya, cast.okoro) else (403,)
        assert player.client.get(url(cast, name)).status_code in expected
    for player in cast.outsiders:
        assert player.client.get(url(cast, name)).status_code == 404


def test_the_list_costs_the_same_with_one_and_with_many(cast, now, django_assert_num_queries):
    builders.said(cast.group)
    cast.priya.client.get(url(cast, "answer_many"))
    with django_assert_num_queries(5):
        cast.priya.client.get(url(cast, "answer_many"))
    for _ in range(5):
        builders.said(cast.group)
    with django_assert_num_queries(5):
        cast.priya.client.get(url(cast, "answer_many"))


def test_an_entry_answered_together_says_so_on_its_decision(cast, now):
    said = three(cast, now)
    answer(cast, now, said, lines={said[0].pk: "The ramp comes first."})
    address = reverse("decision", kwargs={"slug": cast.group.slug, "number": said[0].number})
    page = cast.sam.client.get(address).content.decode()
    assert "Several alike were answered together." in page and "The ramp comes first." in page
    assert DecisionTogether.objects.visible_to(cast.sam.membership).count() == 1
