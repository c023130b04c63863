"""Gathering in the browser: nothing ticked is lost, nothing typed is lost, and only those who may are let in."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.gathering import operations
from feedback.gathering.models import KeptAsTalk, MinorityView, Strength
from feedback.log.models import Said
from feedback.voice import operations as voice
from tests import builders
from tests.feedback import chain
from tests.feedback.gathering import pieces


def address(cast, name, **more):
    return reverse(name, kwargs={"slug": cast.group.slug, **more})


def words(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def ticked(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [one["value"] for one in page.find_all("input", {"name": "piece"}) if one.has_attr("checked")]


def offered(response):
    page = BeautifulSoup(response.content, "html.parser")
    return [one["value"] for one in page.find_all("input", {"name": "piece"})]


@pytest.fixture
def talk(cast, now):
    return [pieces.named(cast, now), pieces.from_the_group(cast, now), pieces.unnamed(cast, now)]


def keys(posts=(), drafts=()):
    return [*(f"post-{one.pk}" for one in posts), *(f"said-{one.number}" for one in drafts)]


def test_a_member_chooses_and_writes_it_together_without_script(cast, now, talk):
    draft = chain.drafted(cast, now, by=cast.jo)
    client, gather = cast.sam.client, address(cast, "gather")
    first = client.get(gather)
    assert set(offered(first)) == set(keys(talk)) and ticked(first) == []
    second = client.get(gather, {"show": "drafts", "piece": keys(talk[:2])})
    assert set(ticked(second)) == set(keys(talk[:2]))
    assert set(offered(second)) == set(keys(talk[:2], [draft]))
    write = client.get(address(cast, "gather_words"), {"piece": keys(talk[:2], [draft])})
    page = words(write)
    assert pieces.OWN in page and chain.WORDS in page and "Use their words" in page and "116 123" in page
    field = BeautifulSoup(write.content, "html.parser").find("textarea", {"name": "words"})
    assert field.text.strip() == ""
    sent = {"piece": keys(talk[:2], [draft]), "words": pieces.JOINT, "why_it_matters": "Thirst.", "topic": ""}
    answer = client.post(address(cast, "gather_words"), sent)
    said = Said.objects.latest("number")
    assert answer.url == said.get_absolute_url() and said.pieces.count() == 3
    assert "You made a draft" in words(client.get(answer.url))


def test_the_topic_is_offered_when_all_have_the_same_one(cast, now):
    topic = builders.topic(cast.group)
    some = [pieces.named(cast, now, topic=topic), pieces.from_the_group(cast, now, topic=topic)]
    page = cast.sam.client.get(address(cast, "gather_words"), {"piece": keys(some)})
    chosen = BeautifulSoup(page.content, "html.parser").find("option", selected=True)
    assert chosen["value"] == str(topic.pk)
    listed = cast.sam.client.get(address(cast, "gather"), {"topic": topic.pk})
    assert set(offered(listed)) == set(keys(some))
    other = builders.topic(cast.group, "Parking")
    assert offered(cast.sam.client.get(address(cast, "gather"), {"topic": other.pk})) == []


def test_with_nothing_chosen_one_is_asked_to_choose_first(cast, now):
    answer = cast.sam.client.get(address(cast, "gather_words"), follow=True)
    assert answer.redirect_chain[-1][0] == address(cast, "gather")
    assert "Choose first what people said" in words(answer)
    answer = cast.sam.client.post(address(cast, "gather_words"), {"words": "x"})
    assert "Choose at least one thing that people said" in words(answer)


@pytest.mark.parametrize("odd", ["post-nonsense", "said-x", "said-99999999999", "neither-1", "said-4711"])
def test_what_is_not_there_any_more_is_said_and_what_was_typed_stays(cast, now, talk, odd):
    sent = {"piece": [*keys(talk), odd], "words": "My words stay."}
    answer = cast.sam.client.post(address(cast, "gather_words"), sent)
    assert "Something you chose was taken back, or is in an entry already" in words(answer)
    assert "My words stay." in answer.content.decode()
    assert Said.objects.count() == 0


def test_what_another_group_said_cannot_be_chosen(cast, now):
    theirs = builders.said(cast.other_group, stage="DRAFT", words="Their secret")
    sent = {"piece": keys(drafts=[theirs]), "words": "x"}
    for answer in (
        cast.sam.client.post(address(cast, "gather_words"), sent),
        cast.sam.client.get(address(cast, "gather"), {"piece": sent["piece"], "topic": "x", "into": "x"}),
    ):
        assert "Their secret" not in answer.content.decode()
    theirs.refresh_from_db()
    assert theirs.stage == "DRAFT"


def test_more_is_added_to_a_draft(cast, now, talk):
    said = pieces.joined(cast, now, posts=talk[:1], drafts=[])
    add = address(cast, "add_pieces", number=said.number)
    client = cast.farah.client
    choose = client.get(add)
    assert choose.url == f"{address(cast, 'gather')}?into={said.number}"
    page = client.get(choose.url)
    assert f'formaction="{add}"' in page.content.decode() and f"into number {said.number}" in words(page)
    check = client.get(add, {"piece": keys(talk[1:])})
    assert pieces.OURS in words(check)
    assert client.post(add, {"piece": keys(talk[1:])}).url == said.get_absolute_url()
    assert said.pieces.count() == 3
    again = client.post(add, {"piece": keys(talk[1:])})
    assert "is in an entry already" in words(again)
    pieces.put(cast, now, said)
    assert "This has moved on" in words(client.get(add, follow=True))


def test_a_draft_that_is_not_joined_takes_nothing_more(cast, now):
    said = chain.drafted(cast, now)
    for name in ("add_pieces", "say_strength", "see_differently"):
        assert cast.sam.client.get(address(cast, name, number=said.number)).url == said.get_absolute_url()


def test_ones_own_words_are_taken_out_on_a_page_of_their_own(cast, now):
    said = pieces.joined(cast, now)
    own = said.pieces.get(said_by=cast.sam.membership)
    url = address(cast, "take_piece_out", number=said.number, piece_id=own.pk)
    assert pieces.OWN in words(cast.sam.client.get(url))
    assert said.pieces.count() == 4  # looking changes nothing
    answer = cast.sam.client.post(url, follow=True)
    assert "They are not lost" in words(answer) and said.pieces.count() == 3
    assert cast.sam.client.get(url).status_code == 404
    other = said.pieces.first()
    pieces.put(cast, now, said)
    url = address(cast, "take_piece_out", number=said.number, piece_id=other.pk)
    assert "This has moved on" in words(cast.jo.client.get(url, follow=True))


def test_the_entry_shows_the_group_what_it_is_made_of_and_the_system_about_how_much(cast, now):
    said = pieces.joined(cast, now)
    operations.say_strength(by=cast.jo.membership, now=now, said=said, words="Very strongly.")
    operations.see_differently(by=cast.jo.membership, now=now, said=said, words="Not on Mondays.")
    page = words(cast.sam.client.get(said.get_absolute_url()))
    for shown in ("What this is made of", pieces.OWN, pieces.OURS, "Very strongly.", "Jo sees it differently"):
        assert shown in page
    said = pieces.sent(cast, now, said)
    for player in (cast.priya, cast.okoro, cast.nia):
        page = words(player.client.get(said.get_absolute_url()))
        assert "Fewer than 8 people’s words" in page and "Not on Mondays." in page
        assert pieces.OWN not in page and pieces.OURS not in page and "Jo" not in page


@pytest.mark.parametrize(("name", "model"), [("say_strength", Strength), ("see_differently", MinorityView)])
def test_strength_and_other_views_are_written_on_a_page_that_shows_the_words(cast, now, name, model):
    said = pieces.joined(cast, now)
    url = address(cast, name, number=said.number)
    assert pieces.JOINT in words(cast.sam.client.get(url)) and "116 123" in words(cast.sam.client.get(url))
    cast.sam.client.post(url, {"words": "In my own words."})
    assert model.objects.get().words == "In my own words."
    assert "In my own words." in cast.sam.client.get(url).content.decode()
    long = cast.sam.client.post(url, {"words": "x" * 1001})
    assert long.status_code == 200 and "x" * 1001 in long.content.decode()
    pieces.sent(cast, now, said)
    assert cast.sam.client.get(url).status_code == 302


def test_a_facilitator_keeps_something_as_talk_and_undoes_it(cast, now, talk):
    draft = chain.drafted(cast, now)
    client = cast.farah.client
    for url in (
        address(cast, "keep_as_talk", post_id=talk[0].pk),
        address(cast, "keep_draft_as_talk", number=draft.number),
    ):
        assert client.get(url).status_code == 200
        assert "Say why it stays talk" in words(client.post(url, {"because": ""}))
        assert client.post(url, {"because": "It was a joke."}).url == address(cast, "kept_as_talk")
        assert "This stays talk already" in words(client.post(url, {"because": "Again."}))
    page = words(cast.sam.client.get(address(cast, "kept_as_talk")))
    assert pieces.OWN in page and "It was a joke." in page and "Farah" in page and "Undo" not in page
    kept = KeptAsTalk.objects.get(post=talk[0])
    undo = address(cast, "no_longer_talk", kept_id=kept.pk)
    assert cast.sam.client.post(undo).status_code == 403
    assert "You undid it" in words(client.post(undo, follow=True))
    assert client.post(undo).status_code == 404


def test_two_undo_it_at_once_and_the_second_is_told(cast, now, talk, monkeypatch):
    kept = operations.keep_as_talk(by=cast.farah.membership, now=now, post=talk[0], because="x")

    def undone_meanwhile(**given):
        raise operations.InAnEntry("Somebody undid this already.")

    monkeypatch.setattr(operations, "no_longer_talk", undone_meanwhile)
    answer = cast.farah.client.post(address(cast, "no_longer_talk", kept_id=kept.pk), follow=True)
    assert "Somebody undid this already" in words(answer)


def test_a_facilitators_home_says_what_is_not_in_an_entry_yet(cast, now):
    home = address(cast, "group_home")
    assert "not in an entry yet" not in words(cast.farah.client.get(home))
    pieces.named(cast, now - pieces.LONG_AGO)
    page = cast.farah.client.get(home)
    assert "1 thing people said is not in an entry yet" in words(page)
    assert f"{address(cast, 'gather')}?waiting=1" in page.content.decode()
    assert "not in an entry yet" not in words(cast.sam.client.get(home))
    pieces.named(cast, now, words="Said today.")
    listed = cast.farah.client.get(address(cast, "gather"), {"waiting": "1"})
    assert pieces.OWN in words(listed) and "Said today." not in words(listed) and "Keep it as talk" in words(listed)


def test_only_the_group_gathers_and_only_facilitators_decide_what_stays_talk(cast, now, talk):
    said = pieces.joined(cast, now, posts=talk[:1], drafts=[])
    pages = {
        address(cast, "gather"): (cast.farah, cast.col, cast.sam, cast.jo),
        address(cast, "gather_words"): (cast.farah, cast.col, cast.sam, cast.jo),
        address(cast, "add_pieces", number=said.number): (cast.farah, cast.col, cast.sam, cast.jo),
        address(cast, "say_strength", number=said.number): (cast.farah, cast.col, cast.sam, cast.jo),
        address(cast, "see_differently", number=said.number): (cast.sam, cast.jo),
        address(cast, "keep_as_talk", post_id=talk[1].pk): (cast.farah, cast.col),
        address(cast, "kept_as_talk"): (cast.farah, cast.col, cast.sam, cast.jo, cast.sol),
    }
    for url, allowed in pages.items():
        for player in cast.in_group:
            expected = (200, 302) if player in allowed else (403,)
            assert player.client.get(url).status_code in expected, (url, player.membership)
        for player in cast.outsiders:
            assert player.client.get(url).status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_list_takes_as_many_statements_for_five_as_for_one(cast, now, rows, django_assert_num_queries):
    topic = builders.topic(cast.group)
    some = [pieces.named(cast, now, words=f"Thing {n}", topic=topic) for n in range(2 * rows)]
    client = cast.farah.client
    client.get(address(cast, "gather"))
    with django_assert_num_queries(6):
        client.get(address(cast, "gather"), {"piece": keys(some[:rows])})
    for one in some[rows:]:
        operations.keep_as_talk(by=cast.farah.membership, now=now, post=one, because="x")
    with django_assert_num_queries(4):
        client.get(address(cast, "kept_as_talk"))
    said = operations.gather(by=cast.farah.membership, now=now, words="x", posts=some[:rows])
    client.get(said.get_absolute_url())
    with django_assert_num_queries(10):
        client.get(said.get_absolute_url())


def test_the_list_has_pages_and_keeps_what_is_ticked(cast, now):
    some = [pieces.named(cast, now, words=f"Thing {n}") for n in range(23)]
    client = cast.sam.client
    first = client.get(address(cast, "gather"), {"piece": keys(some[:1])})
    assert "Next page" in words(first) and len(offered(first)) in (20, 21)
    second = client.get(address(cast, "gather"), {"piece": keys(some[:1]), "page": "2"})
    assert "Previous page" in words(second) and ticked(second) == keys(some[:1])


def in_the_open(response):
    """What is read without opening anything, hidden words of links too."""
    page = BeautifulSoup(response.content, "html.parser").find("main")
    for folded in page.select("details > div"):
        folded.decompose()
    return page.get_text(" ")


def test_words_behind_a_note_stand_open_on_no_page_of_gathering(cast, now):
    said = {"by": cast.sam.membership, "now": now, "words": "He died that night.", "content_note": "A death"}
    post = voice.post(**said)
    key, farah = f"post-{post.pk}", cast.farah.client
    draft = operations.gather(by=cast.farah.membership, now=now, posts=[post], drafts=[], words="We lost someone.")
    of_it = farah.get(draft.get_absolute_url())
    other = voice.post(**said)
    key = f"post-{other.pk}"
    pages = [
        of_it, farah.get(address(cast, "gather")), farah.get(address(cast, "gather"), {"piece": key}),
        farah.get(address(cast, "gather_words"), {"piece": key}), farah.get(address(cast, "keep_as_talk", post_id=other.pk)),
        farah.get(address(cast, "take_piece_out", number=draft.number, piece_id=draft.pieces.get().pk)),
    ]  # fmt: skip
    operations.keep_as_talk(by=cast.farah.membership, now=now, post=other, because="It is ours.")
    pages += [farah.get(address(cast, "kept_as_talk")), cast.jo.client.get(other.get_absolute_url())]
    for page in pages:
        assert page.status_code == 200 and "He died that night." in page.text, page.request["PATH_INFO"]
        assert "A death" in in_the_open(page), page.request["PATH_INFO"]
        assert "He died" not in in_the_open(page), page.request["PATH_INFO"]
