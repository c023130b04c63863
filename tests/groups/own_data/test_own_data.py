"""Everything about me, in one file: all of mine, nothing of anybody else."""

import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from coproduction.kit import personal
from feedback.asides import operations as asides
from feedback.attachments import operations as attachments
from feedback.replies.models import Inbound
from feedback.voice import operations as voice
from groups.history.models import Event
from groups.membership import operations as membership
from groups.notices import operations as notices
from groups.notices.models import Kind, Letter
from groups.own_data import queries
from groups.people import operations as people
from groups.people.models import Person
from tests.cast import signed_in
from tests.feedback.attachments.files import photo

NOTE = "groups/notices/emails/note"


def taken(client):
    answer = client.post(reverse("take_own_data"))
    assert answer.status_code == 200, answer
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def page_of(together):
    return BeautifulSoup(together.read("everything-about-me.html"), "html.parser").get_text(" ", strip=True)


def held_in(together):
    return json.loads(together.read("everything-about-me.json"))["held"]


def letter(to, key, now, group=None):
    notices.post(NOTE, to=to, key=key, at=now, kind=Kind.NEWS, group=group)
    Letter.objects.filter(key=key).update(state="SENT", way="EMAIL", finished_at=now, text=f"words of {key}")


@pytest.fixture
def lived(cast, now):
    """Sam and Jo both did the same things, each in their own words."""
    for one in (cast.sam, cast.jo):
        name, told = one.person.name, {"by": one.membership, "now": now}
        people.change_profile(by=one.person, now=now, about=f"about {name}", phone="07700 900123")
        people.say_needs(by=one.person, now=now, access_needs=f"needs of {name}")
        voice.post(words=f"post of {name}", **told)
        asides.write(words=f"aside of {name}", **told)
        letter(one.person, f"letter to {name}", now, cast.group)
    return cast


def test_it_holds_all_of_mine_to_read_and_for_programs(lived):
    together = taken(lived.sam.client)
    for text in (page_of(together), json.dumps(held_in(together))):
        for mine in ("about Sam", "needs of Sam", "post of Sam", "aside of Sam", "words of letter to Sam"):
            assert mine in text, mine
        assert lived.sam.person.email in text and "07700 900123" in text
    assert held_in(together)["needs"]["person"] == [
        {"what you need to take part": "needs of Sam", "we may keep what you need": True}
    ]


def test_it_holds_nothing_of_anybody_else(lived, now):
    answered = lived.sam.membership.asides.get()
    asides.answer(by=lived.farah.membership, now=now, aside=answered, words="words of Farah")
    together = taken(lived.sam.client)
    text = page_of(together) + json.dumps(held_in(together))
    for others in ("of Jo", "of Farah", "about Jo", lived.jo.person.email, "Sol"):
        assert others not in text, others
    assert "somebody else" in text  # that they are supported; the page of supporters says by whom


def test_it_says_what_cannot_be_in_it(cast):
    assert "What you said “from the group” or without your name is not here." in page_of(taken(cast.sam.client))
    assert "nobody can look it up" in cast.sam.client.get(reverse("take_own_data")).content.decode()


def test_nothing_that_lets_somebody_in_is_given_away(cast):
    one = Person.objects.get(pk=cast.sam.person.pk)
    one.set_password("three words that do not belong")
    one.save()
    client = signed_in(one)
    client.post(reverse("account_reauthenticate"), {"password": "three words that do not belong"})
    together = taken(client)
    text = json.dumps(held_in(together))
    assert "argon" not in text and one.password not in text and "session key" not in text


def test_files_i_added_are_in_it_and_those_i_took_away_are_not(cast, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    post = voice.post(by=cast.sam.membership, now=now, words="Look")
    told = {"by": cast.sam.membership, "now": now}
    kept = attachments.attach(content=photo(), description="A ramp", post=post, **told)
    gone = attachments.attach(content=photo("PNG"), description="Nothing", post=post, **told)
    attachments.remove(attachment=gone, **told)
    lost = attachments.attach(content=photo("PNG"), description="Lost", post=post, **told)
    for path in tmp_path.rglob(lost.key):
        path.unlink()
    names = taken(cast.sam.client).namelist()
    assert [name for name in names if name.startswith("files/")] == [f"files/2026-11-18-{kept.key[:8]}.jpg"]


def test_letters_and_replies_about_a_group_i_left_are_not_in_it(cast, now):
    letter(cast.sam.person, "of the group", now, cast.group)
    letter(cast.sam.person, "of nothing", now)
    for group, word in ((cast.group, "left"), (cast.other_group, "never")):
        Inbound.objects.create(
            mail_key=word, token=word, raw=b"raw", received_at=now, state="TAKEN", settled_at=now, words=f"{word} reply",
            person=cast.sam.person, group=group,
        )  # fmt: skip
    assert "left reply" in page_of(taken(cast.sam.client))
    membership.leave(membership=cast.sam.membership, now=now)
    text = page_of(taken(signed_in(Person.objects.get(pk=cast.sam.person.pk))))
    assert "words of of nothing" in text and "words of of the group" not in text and "left reply" not in text


def test_taking_it_stands_in_my_own_trail_and_in_no_groups(cast):
    taken(cast.sam.client)
    event = Event.objects.get(what="own_data_taken")
    assert event.group_id is None and event.by_id == cast.sam.person.pk
    assert "downloaded everything" in cast.sam.client.get(reverse("own_data")).content.decode()
    assert "downloaded everything" not in cast.jo.client.get(reverse("own_data")).content.decode()


def test_whoever_signed_in_long_ago_is_asked_again_first(cast):
    one = cast.sam.person
    one.set_password("three words that do not belong")
    one.save()
    client = signed_in(one, second_factor=False)
    for ask in (client.get, client.post):
        answer = ask(reverse("take_own_data"))
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_reauthenticate"))
    assert not Event.objects.filter(what="own_data_taken").exists()


def test_whose_role_asks_for_a_second_step_must_have_used_it(cast):
    answer = signed_in(cast.farah.person, second_factor=False).post(reverse("take_own_data"))
    assert answer.status_code == 302 and answer.url.startswith(reverse("second_step"))


def test_the_file_is_saved_and_kept_nowhere_on_the_way(cast):
    answer = cast.sam.client.post(reverse("take_own_data"))
    assert answer["Content-Disposition"] == 'attachment; filename="everything-about-me.zip"'
    assert answer["Cache-Control"] == "private, no-store"


def test_whoever_is_in_no_group_gets_what_there_is(cast):
    assert cast.nobody.person.email in page_of(taken(cast.nobody.client))


def test_the_page_costs_the_same_with_one_line_and_with_many(cast, now, django_assert_num_queries):
    for _ in range(30):
        people.sign_out_everywhere(by=cast.sam.person, now=now)
    client = signed_in(cast.sam.person)
    client.get(reverse("own_data"))
    with django_assert_num_queries(3):
        assert len(client.get(reverse("own_data")).context["trail"]) == 20


def test_every_field_of_a_person_is_in_it_or_lets_somebody_in(lived):
    """Walks the tables: whatever is said to be theirs is there, for the rows that they have."""
    held, looked = held_in(taken(lived.sam.client)), 0
    for row in personal.rows():
        not_given = row.held == personal.NOTHING or row.level == personal.SECRET
        one = None if not_given else personal.readable(row, lived.sam.person).order_by("pk").first()
        given = [] if one is None else [name for name in row.fields if name not in {*queries.NOT_GIVEN, "raw"}]
        filled = [name for name in given if getattr(one, name) not in (None, "", [], {})]
        if filled:
            looked += 1
            labels = {label for one in held[row.held][str(row.table._meta.verbose_name)] for label in one}
            assert {str(row.table._meta.get_field(name).verbose_name) for name in filled} <= labels, row
    assert looked > 10
