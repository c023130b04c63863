import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.drafts import operations as drafts
from feedback.log.models import Said
from feedback.voice.models import WaitingPost
from tests import builders
from tests.feedback import chain, crowd

NO_DAY = {"agree_by_day": "", "agree_by_month": "", "agree_by_year": ""}


def at(name, said=None, group=None, **more):
    kwargs = {"slug": (said.group if said else group).slug} | ({"number": said.number} if said else {})
    return reverse(name, kwargs=kwargs | more)


def soup_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def post(player, address, **typed):
    return player.client.post(address, typed, follow=True)


def test_somebody_says_something_and_saves_it_as_a_draft(cast):
    topic = builders.topic(cast.group)
    address = at("say_something", group=cast.group)
    assert soup_of(cast.sam.client.get(address)).select_one('form[data-form="post"] h1')
    answer = post(cast.sam, address, words="Plain words", why_it_matters="", topic=topic.pk, shown_as="GROUP")
    assert "Your group can see it and work on it" in answer.content.decode()
    assert Said.objects.get().topic == topic
    answer = post(cast.sam, address, words="My words", why_it_matters="", topic="", shown_as="NAME")
    assert "Only you can see it" in answer.content.decode()


def test_it_can_go_straight_to_the_group(cast):
    answer = post(
        cast.sam,
        at("say_something", group=cast.group),
        words="x",
        why_it_matters="",
        topic="",
        shown_as="GROUP",
        put="x",
    )
    form = soup_of(answer).select_one("form[data-form=put-to-group]")
    assert answer.redirect_chain == [] and form["action"] == at("put_to_group", Said.objects.get())
    assert [box["value"] for box in form.select('input[name^="agree_by"]')] == ["25", "11", "2026"]


def test_the_page_says_where_to_turn_in_danger_and_why_words_without_a_name_are_not_offered(cast):
    cast.group.contact_phone, cast.group.independent_name = "01632 960111", "Ines Reed"
    cast.group.independent_email = "ines@example.org"
    cast.group.save()
    soup = soup_of(cast.sam.client.get(at("say_something", group=cast.group)))
    assert "call 999" in soup.get_text()
    assert not soup.select("input[value=UNNAMED]")
    for way in ("too small, or too quiet", "your facilitators", "call 01632 960111", "Ines Reed"):
        assert way in soup.get_text()
    assert "too small" not in soup_of(cast.farah.client.get(at("say_something", group=cast.group))).get_text()


def test_without_a_name_it_becomes_no_draft_and_the_code_is_shown_once(cast, now):
    crowd.gathered(cast, now)
    address = at("say_something", group=cast.group)
    soup = soup_of(cast.sam.client.get(address))
    text = " ".join(soup.get_text(" ").split())
    for promise in (
        "We do not save your name with this. Nobody can look it up: not facilitators, not sponsors, not us.",
        "About 8 people could have written it. Some may still guess, from what you say or how you say it.",
        "It will appear later today with others, so the time does not give you away.",
        "Keep this code if you may want to take it back. We cannot send it again.",
        "Because we do not know who you are, we cannot contact you. "
        "If you or someone else is in danger, use this instead:",
    ):
        assert promise in text, promise
    key = soup.select_one("input[name=form_key]")["value"]
    typed = {"words": "Plain", "why_it_matters": "It hurts", "topic": "", "shown_as": "UNNAMED", "form_key": key}
    answer = cast.sam.client.post(address, typed)
    code = soup_of(answer).select_one(".app-code").get_text()
    assert WaitingPost.objects.get().words == "Plain\n\nIt hurts"
    assert not Said.objects.exists()
    again = cast.sam.client.post(address, typed)
    assert soup_of(again).select_one(".app-code").get_text() == code
    assert "You sent this before" in again.content.decode() and WaitingPost.objects.count() == 1


@pytest.mark.parametrize("put", [{}, {"put": "x"}])
def test_whatever_was_chosen_the_answer_looks_the_same_from_outside(cast, now, put):
    crowd.gathered(cast, now)
    address, seen = at("say_something", group=cast.group), set()
    for shown_as in ("NAME", "GROUP", "UNNAMED", "nonsense"):
        before = dict(cast.sam.client.session)
        answer = cast.sam.client.post(
            address, {"words": f"x {shown_as}", "why_it_matters": "", "topic": "", "shown_as": shown_as} | put
        )
        headers = {name: value for name, value in answer.headers.items() if name != "X-SQL-Count"}
        seen.add((answer.status_code, len(answer.content), str(headers), str(sorted(answer.cookies))))
        assert dict(cast.sam.client.session) == before
    assert len(seen) == 1, seen


def test_a_facilitator_writes_down_what_came_by_another_way(cast, now):
    meeting = builders.meeting(cast.group, cast.farah.membership, title="November meeting")
    address = at("say_something", group=cast.group)
    assert "Where did it come from?" not in cast.sam.client.get(address).content.decode()
    post(
        cast.farah, address, words="x", why_it_matters="", topic="", shown_as="GROUP", came_from="MEETING",
        meeting=meeting.pk,
    )  # fmt: skip
    said = Said.objects.get()
    assert (said.came_from, said.meeting) == ("MEETING", meeting)
    assert "Said at: November meeting" in cast.sam.client.get(said.get_absolute_url()).content.decode()


@pytest.mark.parametrize("words", ["", " \u200b ", "x" * 4001, "\x00"])
def test_what_was_typed_is_kept_when_something_is_wrong(cast, words):
    address = at("say_something", group=cast.group)
    answer = post(cast.sam, address, words=words, why_it_matters="KEEP ME", topic="9999", shown_as="GROUP")
    assert answer.status_code == 200
    soup = soup_of(answer)
    assert soup.select_one(".nhsuk-error-summary")
    assert "KEEP ME" in soup.select_one("textarea[name=why_it_matters]").get_text()
    assert not Said.objects.exists()


def test_a_draft_is_changed_and_put_to_the_group(cast, now):
    said = chain.drafted(cast, now)
    page = soup_of(cast.jo.client.get(at("revise", said)))
    assert chain.WORDS in page.select_one("textarea").get_text()
    answer = post(cast.jo, at("revise", said), words="Better", why_it_matters="", topic="")
    assert "You changed the draft" in answer.content.decode()
    page = soup_of(cast.sam.client.get(at("put_to_group", said)))
    assert [box["value"] for box in page.select('input[name^="agree_by"]')] == ["25", "11", "2026"]
    answer = post(cast.sam, at("put_to_group", said), agree_by_day="1", agree_by_month="12", agree_by_year="2026")
    assert "We are telling every member" in answer.content.decode()
    answer = post(cast.sam, at("put_to_group", said), **NO_DAY)
    assert "This has moved on since" in answer.content.decode()


def test_a_closing_date_too_soon_is_refused_beside_the_date(cast, now):
    said = chain.drafted(cast, now)
    answer = post(cast.sam, at("put_to_group", said), agree_by_day="18", agree_by_month="11", agree_by_year="2026")
    assert "Give people at least until tomorrow" in soup_of(answer).select_one("#div_id_agree_by").get_text()


def test_a_member_agrees_changes_their_mind_and_it_is_sent(cast, now):
    said = chain.agreeing(cast, now)
    page = soup_of(cast.sam.client.get(at("agree", said) + "?answer=NOT_YET"))
    assert page.select_one("input[checked]")["value"] == "NOT_YET"
    answer = post(cast.sam, at("agree", said), answer="NOT_YET", reason="")
    assert "Say what you would change, or why not yet." in soup_of(answer).select_one("#div_id_reason").get_text()
    post(cast.sam, at("agree", said), answer="NOT_YET", reason="Too long")
    assert "Too long" in cast.sam.client.get(at("agree", said)).content.decode()
    post(cast.sam, at("agree", said), answer="AGREE", reason="")
    answer = post(cast.farah, at("send", said))
    assert "still has time" in answer.content.decode()
    post(cast.jo, at("agree", said), answer="WITH_CHANGE", reason="Say when")
    page = cast.farah.client.get(at("send", said)).content.decode()
    assert "2 members agree, 1 of them with a change." in page
    assert "Say when" in page
    answer = post(cast.farah, at("send", said))
    assert "You sent it to Rivershire health and care partnership." in answer.content.decode()


def test_a_draft_goes_back_and_is_taken_back(cast, now):
    said = chain.agreeing(cast, now)
    answer = post(cast.farah, at("take_back", said), reason="New words")
    assert "It is a draft again" in answer.content.decode()
    answer = post(cast.sam, at("withdraw", said), reason="")
    assert "Say why" in answer.content.decode()
    answer = post(cast.sam, at("withdraw", said), reason="Said twice")
    assert "You took it back" in answer.content.decode()
    assert "Said twice" in cast.jo.client.get(at("said", said)).content.decode()


def test_a_correction_starts_with_the_words_as_sent(cast, now):
    said = chain.sent(cast, now)
    page = soup_of(cast.farah.client.get(at("correct", said)))
    assert chain.WORDS in page.select_one("textarea").get_text()
    assert "Enter what it should say" in post(cast.farah, at("correct", said), words="").content.decode()
    answer = post(cast.farah, at("correct", said), words="Right", why_it_matters="")
    assert "You wrote a correction of number 1" in answer.content.decode()


def test_people_from_the_system_correct_on_their_own_page(cast, now):
    said = chain.heard(cast, now)
    answer = cast.priya.client.get(at("correct", said))
    assert answer.url == at("correct_answer", said)


@pytest.mark.parametrize("name", ["revise", "put_to_group", "take_back"])
def test_a_supporter_does_not_work_on_the_groups_draft(cast, now, name):
    answer = cast.sol.client.get(at(name, chain.agreeing(cast, now)))
    assert answer.status_code == 403
    assert "Only members and facilitators" in answer.content.decode()


@pytest.mark.parametrize("name", ["revise", "put_to_group", "agree", "take_back", "withdraw", "send", "correct"])
def test_what_cannot_be_done_now_leads_back_to_where_it_stands(cast, now, name):
    said = chain.drafted(cast, now) if name in ("agree", "take_back", "send", "correct") else chain.sent(cast, now)
    player = cast.farah if name in ("send", "correct") else cast.sam
    answer = player.client.get(at(name, said), follow=True)
    assert answer.redirect_chain[-1][0] == at("said", said)
    assert "This has moved on since" in answer.content.decode()


PAGES = ["revise", "put_to_group", "agree", "take_back", "withdraw", "send", "correct"]


@pytest.mark.parametrize("name", PAGES)
def test_outsiders_and_those_without_the_right_are_turned_away(cast, now, name):
    said = chain.agreeing(cast, now)
    for player in cast.outsiders:
        assert player.client.get(at(name, said)).status_code == 404
    assert cast.nia.client.get(at(name, said)).status_code == 403
    if name != "correct":
        assert cast.okoro.client.get(at(name, said)).status_code == 403


def test_somebody_elses_named_draft_is_not_there(cast, now):
    said = chain.drafted(cast, now, shown_as="NAME")
    for player in (cast.jo, cast.farah, cast.sol):
        assert player.client.get(at("revise", said)).status_code == 404
    assert drafts.default_closing_date(cast.group, now).isoformat() == "2026-11-25"
