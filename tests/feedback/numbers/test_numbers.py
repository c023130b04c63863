from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from feedback.answers.models import Decision
from feedback.impact.models import Asking
from feedback.log.models import Stage
from feedback.numbers import queries
from tests import builders
from tests.feedback import chain

ADDRESS = "/groups/rivers-and-moors-co-production-group/overview/"


def words(groups, what, now):
    return [said.words for said in queries.number(groups, what, now).rows]


def test_every_number_of_the_overview_links_to_a_page_that_shows_what_makes_it(cast, now, monkeypatch):
    monkeypatch.setattr("coproduction.kit.clock.now", lambda: now)
    for kind in ("CANNOT", "WE_WILL"):
        chain.decided(cast, now, kind=kind)
    said = chain.did(cast, now)
    builders.said(cast.group, stage=Stage.EARLIER)
    builders.said(cast.group, stage=Stage.DID, unnoticed_at=now)
    builders.said(cast.group, stage=Stage.DID, ended_at=now)
    for months, result, counts in (
        (3, "NOTICED", {"YES": 5}),
        (12, "UNNOTICED", {"NO": 1}),
        (24, "NOTICED", {"YES": 1}),
    ):
        Asking.objects.create(said=said, round=1, months=months, opened_on=now.date(), closes_on=now.date(), closed_at=now,
                              result=result, counts=counts)  # fmt: skip
    page = BeautifulSoup(cast.sam.client.get(ADDRESS).content, "html.parser").find("main")
    links = {link["href"] for link in page.select("a") if "/numbers/" in link["href"]}
    names = {link.rstrip("/").rsplit("/", 1)[1] for link in links}
    assert names == {
        "waiting", "doing", "did", "cannot", "before", "unnoticed", "ended", "late", "heard", "answered", "heard-2026-10",
        "answered-2026-10", "cause-MONEY", "noticed-NOTICED", "noticed-UNNOTICED", "noticed-ASKED",
    }  # fmt: skip
    for name in names - {"late", "waiting"}:
        shown = cast.okoro.client.get(f"{ADDRESS}numbers/{name}/").content.decode()
        assert "Read what became of it" in shown and "There is nothing here now" not in shown, name
        assert cast.okoro.client.get(f"/overview/numbers/{name}/").status_code == 200, name


@pytest.mark.parametrize("what", ["odd", "cause-ODD", "heard-2026", "heard-2026-11", "noticed-ODD", "heard-"])
def test_a_number_nobody_has_is_not_there(cast, what):
    status = cast.sam.client.get(f"{ADDRESS}numbers/{what}/").status_code
    assert status == (200 if what == "heard-" else 404)


def test_what_makes_a_number_is_what_it_counts(cast, now):
    late = builders.said(cast.group, "Late", due_on=date(2026, 11, 2))
    builders.said(cast.group, "In time", due_on=date(2026, 12, 2))
    builders.said(cast.other_group, "Theirs", due_on=date(2026, 11, 2))
    assert words([cast.group], "late", now) == [late.words]
    assert set(words([cast.group], "waiting", now)) == {"Late", "In time"}
    refused = chain.cannot(cast, now)
    assert words([cast.group], "cause-MONEY", now) == [refused.words]
    assert words([cast.group], "cause-LAW", now) == []
    assert Decision.objects.get().cause == "MONEY"


def test_how_long_it_took_is_said_beside_the_promise(cast, now):
    said = chain.decided(cast, now)
    number = queries.number([cast.group], "answered", now)
    assert number.line(number.rows[0]) == "It took 0 working days. The promise was 20 working days."
    assert (
        words([cast.group], "answered-2026-10", now) == [said.words]
        and words([cast.group], "answered-2026-07", now) == []
    )


def test_what_is_late_is_among_what_makes_the_share_that_was_kept(cast, now):
    late, answered = chain.sent(cast, now, words="Nobody heard it"), chain.decided(cast, now)
    later = now + timedelta(days=60)
    for what in ("heard", "heard-2026-10", "answered", "answered-2026-10"):
        assert words([cast.group], what, later) == [answered.words, late.words], what
        assert words([cast.group], what, now) == [answered.words], "it is not late yet"
    assert words([cast.group], "answered-2027-01", later) == []
    number = queries.number([cast.group], "answered", later)
    assert number.line(number.rows[1]) == "It was promised by Wednesday 16 December 2026, and still waits."


def test_outsiders_learn_nothing(cast):
    assert {player.client.get(f"{ADDRESS}numbers/waiting/").status_code for player in cast.outsiders} == {404}
    assert cast.sam.client.get("/overview/numbers/waiting/").status_code == 404


def test_a_topic_over_several_groups_links_to_all_that_was_said_about_it(cast, now):
    again = builders.membership(cast.other_group, "SPONSOR", who=cast.okoro.person)
    for group in (cast.group, cast.other_group):
        builders.said(group, f"Said in {group.name}", topic=builders.topic(group, "Letters"))
    builders.said(cast.group, "About buses", topic=builders.topic(cast.group, "Buses"))
    main = BeautifulSoup(cast.okoro.client.get("/overview/").content, "html.parser").find("main")
    [there] = {link["href"] for link in main.select("a[href*='/numbers/topic-']") if "Letters" in link.text}
    page = cast.okoro.client.get(there).text
    assert (
        f"Said in {cast.group.name}" in page
        and f"Said in {cast.other_group.name}" in page
        and "About buses" not in page
    )
    again.left_at = now
    again.save()
    page = cast.okoro.client.get(there)
    assert page.status_code == 404 or f"Said in {cast.other_group.name}" not in page.text


@pytest.mark.parametrize("part", ["", "0", "x", "-1", "9" * 30, "1 OR 1"])
def test_a_topic_nobody_has_is_not_there(cast, part):
    assert cast.okoro.client.get(f"/overview/numbers/topic-{part}/").status_code == 404


def test_a_topic_of_a_group_one_is_not_in_is_not_there(cast):
    theirs = builders.topic(cast.other_group, "Theirs")
    builders.said(cast.other_group, topic=theirs)
    assert cast.okoro.client.get(f"/overview/numbers/topic-{theirs.pk}/").status_code == 404
