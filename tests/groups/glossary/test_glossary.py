from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction

from feedback.answers import operations as answers
from groups.agendas import operations as agendas
from groups.corrections import operations as corrections
from groups.glossary import operations, queries
from groups.glossary.models import Explained
from groups.history.models import Event
from groups.membership import operations as membership
from groups.minutes import operations as minutes
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.builders import NOW
from tests.feedback import chain
from tests.groups.papers.arrange import added, promised

STEM = "groups/glossary/emails/word_asked"


def page(cast, rest=""):
    return f"/groups/{cast.group.slug}/words/{rest}"


def paper_page(cast, paper, rest=""):
    return f"/groups/{cast.group.slug}/papers/{paper.pk}/{rest}"


def asked(cast, who="sam", word="commissioning", **rest):
    return operations.ask(by=getattr(cast, who).membership, now=NOW, word=word, **rest)


def told(cast, word="commissioning", meaning="Deciding what care to pay for.", who="farah"):
    by = getattr(cast, who).membership
    return operations.explain(by=by, now=NOW, word=asked(cast, word=word), meaning=meaning)


def letters():
    return sorted(Letter.objects.filter(stem=STEM).values_list("person__name", flat=True))


# --- asking ---


def test_a_word_nobody_understood_is_asked_of_whoever_brought_the_paper(cast):
    paper = added(cast, "okoro")
    address = paper_page(cast, paper, "word/")
    assert "We ask whoever brought the paper" in cast.sam.client.get(address).text
    answer = cast.sam.client.post(address, {"word": "commissioning"}, follow=True)
    assert "We are asking what “commissioning” means." in answer.text
    letter = Letter.objects.get(stem=STEM)
    assert letter.person == cast.okoro.person
    assert "It stands in “The new budget”." in letter.text and letter.path == page(
        cast, f"{Explained.objects.get().pk}/explain/"
    )


def test_nobody_can_find_out_who_asked(cast):
    asked(cast)
    row = Explained.objects.get()
    assert [name for name in vars(row) if name.endswith("_by_id")] == ["explained_by_id"] and row.explained_by is None
    event = Event.objects.get(what="word_unclear")
    assert event.by is None and "Sam" not in event.sentence and event.detail == {}
    for letter in Letter.objects.filter(stem=STEM):
        assert "Sam" not in letter.subject + letter.text + letter.html


def test_without_a_paper_or_its_owner_the_facilitators_are_asked(cast):
    cast.jo.client.post(page(cast, "ask/"), {"word": "stakeholder"})
    assert letters() == ["Col", "Farah"]
    paper = added(cast, "sam")
    membership.leave(membership=cast.sam.membership, now=NOW)
    asked(cast, "jo", "pathway", paper=paper)
    assert letters() == ["Col", "Col", "Farah", "Farah"]


def test_the_same_word_asked_twice_is_one_question(cast):
    assert asked(cast) == asked(cast, "jo", "Commissioning")
    assert letters() == ["Col", "Farah"]


def test_a_word_that_is_explained_is_told_at_once(cast):
    told(cast)
    answer = cast.jo.client.post(page(cast, "ask/"), {"word": "COMMISSIONING"})
    assert "“commissioning” is explained already: Deciding what care to pay for." in answer.text


def test_a_question_without_a_word_is_said_beside_it(cast):
    assert "Enter the word" in cast.jo.client.post(page(cast, "ask/"), {"word": " "}).text
    assert "Use 80 characters or fewer" in cast.jo.client.post(page(cast, "ask/"), {"word": "x" * 1_000_000}).text
    assert not Explained.objects.exists()


def test_the_room_keeps_its_rules_even_without_a_form(cast, monkeypatch):
    own = added(cast, "sam")
    for who, rest, refusal in (
        ("nia", {}, operations.NotForYou),
        ("okoro", {"paper": own}, operations.NotForYou),
        ("sam", {"word": ""}, operations.WhichWord),
    ):
        with pytest.raises(refusal):
            asked(cast, who, **rest)
    monkeypatch.setattr(queries, "MOST", 0)
    with pytest.raises(operations.EnoughWords):
        asked(cast)


def test_the_database_keeps_the_rules_too(cast):
    told(cast)
    row = {"group": cast.group, "asked_at": NOW}
    for wrong in (
        lambda: Explained.objects.create(word="Commissioning", **row),
        lambda: Explained.objects.create(word="", **row),
        lambda: Explained.objects.update(meaning=""),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


# --- explaining ---


def test_anyone_of_the_group_explains_and_says_it_better(cast):
    word = asked(cast)
    address = page(cast, f"{word.pk}/explain/")
    assert "Someone did not know this word." in cast.jo.client.get(address).text
    assert "Say what it means, in plain words" in cast.jo.client.post(address, {"meaning": ""}).text
    answer = cast.jo.client.post(address, {"meaning": "Paying."}, follow=True)
    assert "“commissioning” is explained now" in answer.text and "Paying." in answer.text
    cast.sol.client.post(address, {"meaning": "Deciding what care to pay for."})
    cast.sol.client.post(address, {"meaning": "Deciding what care to pay for."})
    events = list(Event.objects.filter(what="word_explained").order_by("id"))
    assert [(one.sentence, one.detail["was"]) for one in events] == [
        ("Jo explained a word.", ""), ("Someone explained a word.", "Paying."),
    ]  # fmt: skip


def test_whoever_brought_the_paper_explains_and_others_of_the_system_do_not(cast):
    word = asked(cast, paper=added(cast, "okoro"))
    address = page(cast, f"{word.pk}/explain/")
    assert "commissioning" in cast.okoro.client.get(page(cast)).text
    assert "commissioning" not in cast.priya.client.get(page(cast)).text
    assert cast.priya.client.get(address).status_code == 404
    cast.okoro.client.post(address, {"meaning": "Deciding what care to pay for."})
    assert "Deciding what care" in cast.priya.client.get(page(cast)).text
    answer = cast.priya.client.get(address)
    assert answer.status_code == 403 and "Only the group, or whoever answers for the paper" in answer.text
    with pytest.raises(operations.NotForYou):
        operations.explain(by=cast.priya.membership, now=NOW, word=word, meaning="x")
    with pytest.raises(operations.NotForYou):
        operations.explain(by=cast.nia.membership, now=NOW, word=word, meaning="x")
    with pytest.raises(operations.SayWhatItMeans):
        operations.explain(by=cast.sam.membership, now=NOW, word=word, meaning="")


def test_outsiders_find_no_words(cast):
    word = told(cast)
    assert cast.nia.client.get(page(cast)).status_code == 403
    assert not Explained.objects.visible_to(cast.nia.membership).exists()
    for player in cast.outsiders:
        for rest in ("", "ask/", f"{word.pk}/explain/"):
            assert player.client.get(page(cast, rest)).status_code == 404
    assert str(word) == "commissioning"


def test_a_letter_about_a_word_that_is_explained_does_not_go(cast, mail):
    told(cast)
    asked(cast, word="pathway", paper=added(cast, "sam"))
    delivery.send_due(lambda: NOW)
    states = dict(Letter.objects.filter(stem=STEM).values_list("person__name", "state"))
    assert states == {"Farah": "EXPIRED", "Col": "EXPIRED", "Sam": "SENT"}


def test_an_empty_glossary_says_what_will_be_here(cast):
    assert "No word has been explained yet." in cast.sam.client.get(page(cast)).text


# --- in papers ---


MEANING = "Deciding what care to pay for."


def marks(answer):
    """Each marked word with what a screen reader reads with it."""
    soup = BeautifulSoup(answer.content, "html.parser")
    found = soup.select("a.app-explained")
    for one in found:
        assert one["href"] == f"#{one['aria-describedby']}" and soup.find(id=one["aria-describedby"])
        assert soup.select_one(f'a[href="#{one["id"]}"]').get_text() == f"Back to the text: {_known(soup, one)}"
    return [(one.get_text(), soup.find(id=one["aria-describedby"]).get_text()) for one in found]


def _known(soup, one):
    return soup.find(id=one["aria-describedby"]).find_parent("div").find("dt").get_text()


def test_a_known_word_is_explained_where_it_stands_once_a_page(cast):
    told(cast)
    paper = added(cast, "okoro", summary="Commissioning starts <b>soon</b>.", text="**About** commissioning & more.")
    for rest in ("", "versions/1/"):
        answer = cast.sam.client.get(paper_page(cast, paper, rest))
        assert marks(answer) == [("Commissioning", MEANING)]
        assert "</a> starts &lt;b&gt;soon" in answer.text
        assert "<strong>About</strong> commissioning &amp; more" in answer.text
        assert answer.text.count("Words explained</h2>") == 1
    assert "Words explained</h2>" not in cast.sam.client.get(paper_page(cast, added(cast, text="x"))).text


# --- wherever members read the words of staff ---


def test_words_of_an_agenda_and_of_notes_are_explained(cast):
    told(cast)
    meeting = builders.meeting(
        cast.group, cast.farah.membership, starts_at=NOW - timedelta(days=1), about="Commissioning"
    )
    for title in ("Commissioning in short", "More commissioning"):
        made = agendas.propose(
            meeting=meeting, by=cast.farah.membership, now=NOW - timedelta(days=9), title=title, purpose="HEAR",
            minutes=5, detail="What is commissioning?",
        )  # fmt: skip
        assert made.accepted_at
    minutes.write(
        meeting=meeting, by=cast.farah.membership, now=NOW, version=0, summary="Commissioning.",
        said={0: "- commissioning"}, new=[minutes.NewLine("DECISION", "commissioning")],
    )  # fmt: skip
    corrections.ask_to_read(meeting=meeting, by=cast.farah.membership, now=NOW)
    below = f"/groups/{cast.group.slug}/meetings/{meeting.pk}/"
    for rest, first in (("", "Commissioning"), ("agenda/", "Commissioning"), ("agenda/print/", "Commissioning"),
                        ("notes/", "Commissioning"), ("notes/versions/1/", "Commissioning")):  # fmt: skip
        assert marks(cast.sam.client.get(below + rest)) == [(first, MEANING)], rest


def test_an_answer_is_explained_and_what_the_group_said_is_left_as_it_is(cast, now):
    told(cast)
    said = chain.sent(cast, now, words="Commissioning is a word for money", why_it_matters="commissioning")
    here = said.get_absolute_url()
    assert marks(cast.sam.client.get(here)) == []
    answers.hear(
        by=cast.priya.membership, now=now, said=said, words="I asked commissioning", final_say="Dr Okoro",
        answer_by=said.answer_by,
    )  # fmt: skip
    for player in (cast.sam, cast.okoro):
        assert marks(player.client.get(here)) == [("commissioning", MEANING)]
    assert marks(cast.nia.client.get(here)) == []  # a coordinator has no glossary of the group's


def test_the_record_of_a_decision_is_explained(cast, now):
    told(cast, "hospital part")
    answer = cast.sam.client.get(f"{chain.cannot(cast, now).get_absolute_url()}decision/")
    assert marks(answer) == [("hospital part", MEANING)]


def test_hostile_words_and_meanings_stay_text(cast, now):
    told(cast, "<i>R&D</i>", meaning='" onfocus="alert(1)"><script>alert(2)</script>')
    paper = added(
        cast, "okoro", summary="About <i>R&D</i> & <script>alert(3)</script>", text="[R&D](javascript:alert(4))"
    )
    shown = cast.sam.client.get(paper_page(cast, paper))
    assert marks(shown) == [("<i>R&D</i>", '" onfocus="alert(1)"><script>alert(2)</script>')]
    soup = BeautifulSoup(shown.content, "html.parser")
    assert not [one for one in soup.find_all("script") if not one.get("src")]
    assert not soup.select("[onfocus]") and not soup.select('a[href^="javascript"]')


@pytest.mark.parametrize("words", [0, 1, 3])
def test_explaining_takes_one_statement_a_page_whatever_it_finds(cast, django_assert_num_queries, words):
    for number in range(words):
        told(cast, f"word{number}")
    meeting = builders.meeting(cast.group, cast.farah.membership, about="word0 word1 word2")
    cast.sam.client.get(f"/groups/{cast.group.slug}/meetings/{meeting.pk}/")
    with django_assert_num_queries(10):
        cast.sam.client.get(f"/groups/{cast.group.slug}/meetings/{meeting.pk}/")


def test_a_hint_to_write_more_simply_is_only_for_whoever_can_change_the_paper(cast):
    hard = (
        "Organisational implementation necessitates multidisciplinary evaluation activities across every locality. " * 2
    )
    paper = added(cast, "okoro", summary=hard)
    for player, sees in ((cast.okoro, True), (cast.farah, True), (cast.sam, False)):
        assert ("Easier to read?" in player.client.get(paper_page(cast, paper)).text) is sees
    assert "Easier to read?" not in cast.okoro.client.get(paper_page(cast, added(cast, title="Easy"))).text
    assert "In short" not in cast.sam.client.get(paper_page(cast, promised(cast, "sam", title="Mine"))).text


# --- what it costs ---


@pytest.mark.parametrize("rows", [1, 3])
def test_the_glossary_costs_the_same_for_one_and_for_three(cast, django_assert_num_queries, rows):
    for number in range(rows):
        told(cast, f"word {number}")
        asked(cast, word=f"unclear {number}", paper=added(cast, title=f"Paper {number}"))
    cast.jo.client.get(page(cast))
    with django_assert_num_queries(5):  # session, person, membership, what waits, what is explained
        cast.jo.client.get(page(cast))
