"""The paper for a board stays on two A4 pages, however much there is to say, and reads at 200 %."""

import re
from collections import Counter

import pytest

from feedback.answers.models import Decision
from feedback.counting import queries as counting
from feedback.counting.queries import Figures, Took
from feedback.deeds.models import Claim
from feedback.log.models import Stage, Step
from feedback.periods.models import Period
from groups.membership.models import Role
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
LONG = (
    "We wait and wait and nobody tells us why the letter of the clinic comes three weeks after the appointment. " * 12
)
PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


def full(group, by):
    """A quarter and the one before it, in which there was more of everything than fits."""
    rows = [builders.said(group, LONG, stage=Stage.DID, did_at=builders.NOW) for _ in range(6)]
    at, now = {"by": by, "at": builders.NOW}, builders.NOW
    why = {"what_matters": LONG, "what_binds": LONG, "decided_by": "The board", "reason": LONG, "cause": "MONEY"}
    told = {
        "said": [said.pk for said in rows],
        "waits": [said.pk for said in rows],
        "answered": [Decision.objects.create(said=said, round=1, kind="CANNOT", **why, **at).pk for said in rows],
        "done": [
            Claim.objects.create(said=said, round=1, what=LONG, where=LONG[:190], since=now.date(), evidence=LONG,
                                 checked_by=by, checked_at=now, holds=True, **at).pk for said in rows
        ],
        "noticed": [
            Step.objects.create(group=group, said=said, kind="NOTICED", stage_to="DID", headline="People noticed", at=now).pk
            for said in rows
        ],
    }  # fmt: skip
    topics = Counter({f"A topic with quite a long name, number {number}" * 2: 20 for number in range(9)})
    took = Took(Counter({5: 20}), 7, 3)
    figures = counting.packed(Figures(Counter(dict.fromkeys(counting.NAMES, 99)), topics, took, took, "about 25"))
    notes = [
        [number, f"Number {number} was opened again, after it had been answered, on a day long after."]
        for number in range(9)
    ]
    for starts_on in ("2026-04-01", "2026-07-01"):
        Period.objects.create(
            group=group, kind="QUARTER", starts_on=starts_on, figures=figures, told=told, notes=notes, frozen_at=now
        )


@pytest.fixture
def papers(transactional_db):
    cast = Cast()
    full(cast.group, cast.okoro.membership)
    for number in range(11):
        group = builders.group(f"A group with rather a long name for a table, number {number}")
        full(group, builders.membership(group, Role.SPONSOR, who=cast.okoro.person))
    return cast, {"one": f"/groups/{cast.group.slug}/periods/2026-q3/board-paper/", "all": "/board-papers/2026-q3/"}


def test_the_paper_is_two_pages_and_reads_large(papers, at_a_browser, accessible):
    cast, addresses = papers
    somebody = at_a_browser(cast.okoro)
    for address in addresses.values():
        page = somebody.go(address).page
        assert len(PAGE.findall(page.pdf(prefer_css_page_size=True))) == 2, address
        page.set_viewport_size({"width": 640, "height": 450})  # 1280 at 200 %
        accessible(page)
    page = somebody.go(addresses["one"].replace("board-paper/", "")).page
    assert (
        len(PAGE.findall(page.pdf(prefer_css_page_size=True))) > 2
    )  # the report is as long as it is: we do count pages
