"""What we sent to somebody: facilitators see the fact of some letters of their group, and of nothing else."""

from datetime import timedelta

import pytest

from groups.choices import operations as choosing
from groups.notices import operations as notices
from groups.notices.models import Because, Kind, Letter
from groups.sent.queries import SHOWN
from tests import builders
from tests.house.reading import HOUSE

PLANNED = "groups/meetings/emails/planned"
EMPTY = "Nothing of this kind went to them yet."


def stems():
    return sorted(
        str(path.relative_to(HOUSE / "templates")).removesuffix(".subject.txt")
        for path in (HOUSE / "templates").glob("**/emails/*.subject.txt")
    )


def wrote(cast, now, stem=PLANNED, key="k", **fields):
    fields = {
        "person": cast.sam.person, "group": cast.group, "kind": Kind.MEETING, "state": "SENT", "way": "EMAIL",
        "finished_at": now + timedelta(minutes=5), "subject": "Secret subject", "text": "Secret words", "address": "s@example.org",
    } | fields  # fmt: skip
    return Letter.objects.create(
        key=key,
        message_id=f"<{key}@x>",
        stem=stem,
        posted_at=now,
        due_at=now,
        useful_until=now + timedelta(days=9),
        **fields,
    )


def page(cast, reader=None, who=None):
    address = f"/groups/{cast.group.slug}/people/{(who or cast.sam).membership.pk}/sent/"
    return (reader or cast.farah).client.get(address)


def shown(cast):
    return page(cast).content.decode()


def test_a_facilitator_sees_that_a_letter_went_and_when_and_which_way_and_never_what_it_says(cast, now):
    wrote(cast, now)
    words = shown(cast)
    assert "A new meeting" in words and "10:05am on Wednesday 18 November 2026 · Sent by email" in words
    assert "Secret" not in words and "s@example.org" not in words


@pytest.mark.parametrize("way, words", [
    ("EMAIL", "Sent by email"), ("BATCH", "Sent, together with others"), ("TEXT", "Sent by text message"),
    ("POST", "Sent by post"),
])  # fmt: skip
def test_each_way_has_its_words(cast, now, way, words):
    wrote(cast, now, way=way)
    assert words in shown(cast)


@pytest.mark.parametrize("stem", stems())
def test_what_is_not_named_is_not_shown(cast, now, stem):
    wrote(cast, now, stem=stem)
    assert (EMPTY in shown(cast)) == (stem not in SHOWN)


PRIVATE = ("people", "asides", "reports", "concerns", "receipts", "scribing", "replies", "challenges", "voice", "impact",
           "speaking_up", "detriment", "arrangements", "attendance", "corrections", "sharing", "sources", "removals",
           "invitations", "membership", "wishes", "checkouts", "ways", "answers", "gathering", "glossary")  # fmt: skip


def test_no_private_door_stands_in_the_list_and_each_letter_in_it_is_one_there_is():
    assert not [stem for stem in SHOWN if stem.split("/")[1] in PRIVATE]
    assert set(SHOWN) <= set(stems())


def test_a_letter_of_another_group_or_of_none_or_from_before_they_joined_is_not_shown(cast, now):
    builders.membership(cast.other_group, who=cast.sam.person)
    wrote(cast, now, key="other", group=cast.other_group)
    wrote(cast, now, key="none", group=None)
    wrote(cast, now - timedelta(days=1), key="before")
    assert EMPTY in shown(cast)


def test_why_a_letter_was_not_sent_cannot_be_told(cast, now):
    """A pause, a stop, only here, an address that fails: the same words, the same moment."""
    gone = {"state": "EXPIRED", "way": "", "finished_at": now + timedelta(hours=3)}
    seen = set()
    for fields in (
        gone | {"because": Because.PAUSED}, gone | {"because": Because.STOPPED}, gone | {"because": Because.BOUNCED},
        gone | {"state": "DEAD", "because": Because.GAVE_UP, "finished_at": now + timedelta(days=1)}, {"way": "KEPT"},
    ):  # fmt: skip
        letter = wrote(cast, now, **fields)
        words = shown(cast)
        seen.add(words[words.index("<main") : words.index("</main")])
        letter.delete()
    assert len(seen) == 1
    assert "10am on Wednesday 18 November 2026 · Not sent. They can read it here" in seen.pop()


@pytest.mark.parametrize("fields", [
    {"state": "PENDING", "way": "", "finished_at": None},
    {"state": "EXPIRED", "way": "", "because": Because.CHANGED}, {"state": "EXPIRED", "way": "", "because": Because.USELESS},
])  # fmt: skip
def test_what_waits_or_was_not_right_any_more_is_not_shown(cast, now, fields):
    wrote(cast, now, **fields)
    assert EMPTY in shown(cast)


def test_a_letter_that_really_went_stands_here(cast, now, mail, send):
    choosing.change(person=cast.sam.person, now=now, discreet=True)
    notices.post("groups/charter/emails/promises_changed", to=cast.sam.person, key="k", at=now, group=cast.group)
    assert send() == {"sent": 1}
    assert "Promises that changed" in shown(cast) and "Sent by email" in shown(cast)


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "priya", "okoro", "nia"])
def test_only_facilitators_see_it(cast, who):
    assert page(cast, getattr(cast, who)).status_code == 403
    assert page(cast, cast.col).status_code == 200


def test_of_nobody_elses_group(cast):
    assert page(cast, cast.faye).status_code == 404
    assert page(cast, who=cast.hal).status_code == 404
    assert page(cast, who=cast.gone).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_letter_and_for_three(cast, now, count, django_assert_num_queries):
    for number in range(count):
        wrote(cast, now, key=str(number))
    client = cast.farah.client
    with django_assert_num_queries(5):  # session, person, membership, the other, letters
        client.get(f"/groups/{cast.group.slug}/people/{cast.sam.membership.pk}/sent/")
