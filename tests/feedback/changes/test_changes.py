"""How co-production has changed things: what a group published that was done, for anyone."""

from bs4 import BeautifulSoup

from feedback.deeds.models import Claim
from feedback.impact.models import Asking
from feedback.log import operations as log
from feedback.log.models import Said
from tests.feedback import chain

ADDRESS = "/public/rivers-and-moors-co-production-group/changes/"


def text(client, address=ADDRESS):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


def published(cast, now, words, step=chain.did):
    return log.publish(by=cast.farah.membership, now=now, said=step(cast, now, words=words))


def test_it_says_what_changed_where_since_when_how_one_sees_it_and_if_people_noticed(cast, visitor, now):
    said = published(cast, now, "Write to us.")
    Asking.objects.create(said=said, round=1, months=3, opened_on=now.date(), closes_on=now.date(), closed_at=now,
                          result="NOTICED", counts={"YES": 5, "NO": 1})  # fmt: skip
    page = text(visitor)
    for words in (
        "“Write to us.”",
        "Letters go out 10 days before.",
        "All clinics",
        "18 November 2026",
        "Ask at any desk",
        "Yes, people noticed.",
    ):
        assert words in page, words
    assert "5" not in page.split("Did people notice?")[1].split(".")[0]
    assert "Yes, people noticed." in text(visitor, f"{ADDRESS}large/")
    assert "Sam" not in page


def test_what_is_not_done_or_not_published_is_not_there_and_what_ended_says_so(cast, visitor, now):
    assert "Nothing that the group published is done yet." in text(visitor)
    chain.did(cast, now, words="Kept inside.")
    published(cast, now, "Still waiting.", chain.sent)
    ended = published(cast, now, "It was there.")
    Said.objects.filter(pk=ended.pk).update(ended_at=now, ask_on=None)
    Claim.objects.filter(said=ended).update(holds=False)  # brought over without its claim
    page = text(visitor)
    assert "Kept inside." not in page and "Still waiting." not in page
    assert "It was there." in page and "It has ended." in page


def test_anyone_gets_the_same_bytes_and_a_group_that_hides_itself_has_none(cast, visitor, now):
    published(cast, now, "Write to us.")
    first = visitor.get(ADDRESS)
    assert (
        first.headers["Cache-Control"] == "public, max-age=60" and first.content == cast.sam.client.get(ADDRESS).content
    )
    assert visitor.get(ADDRESS, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert "/changes/" in visitor.get(ADDRESS.replace("changes/", "")).content.decode()
    cast.group.is_public = False
    cast.group.save()
    assert visitor.get(ADDRESS).status_code == 404


def test_many_take_as_many_statements_as_one(cast, visitor, now, django_assert_num_queries):
    published(cast, now, "One.")
    with django_assert_num_queries(4):  # the group, what was done, what was claimed, what was asked
        visitor.get(ADDRESS)
    published(cast, now, "Two.")
    published(cast, now, "Three.")
    with django_assert_num_queries(4):
        visitor.get(ADDRESS)
