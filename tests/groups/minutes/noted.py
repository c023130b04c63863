"""A meeting that was held, and notes of it, made through operations."""

from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup

from groups.agendas import operations as agendas
from groups.minutes import operations
from groups.minutes.operations import NewLine
from tests.builders import NOW
from tests.groups.meetings.arrange import address, plan

STARTS = datetime(2026, 12, 1, 14, tzinfo=UTC)  # a Tuesday, after everybody had joined
AFTER = STARTS + timedelta(hours=3)
DAY = timedelta(days=1)
LETTERS = "Letters come late."


def held(cast, items=(), title="Letters that come late"):
    meeting = plan(cast, starts_at=STARTS, title=title)
    for name in items:
        told = {"by": cast.farah.membership, "now": NOW}
        item = agendas.propose(meeting=meeting, title=name, purpose="HEAR", minutes=10, **told)
        agendas.place(item=item, **told)
    return meeting


def items(meeting):
    return list(meeting.items.in_order().values_list("pk", flat=True))


def write(player, meeting, version=0, now=AFTER, **texts):
    texts = texts or {"said": {0: LETTERS}}
    return operations.write(meeting=meeting, by=player.membership, now=now, version=version, **texts)


def decision(words, item=None):
    return NewLine("DECISION", words, item)


def we_said(words, item=None):
    return NewLine("WE_SAID", words, item)


def page_of(cast, player, meeting, rest=""):
    return player.client.get(address(cast, meeting, f"notes/{rest}"))


def typed(player, cast, meeting):
    """What somebody who opens the form has in it, as a browser would send it back."""
    soup = BeautifulSoup(page_of(cast, player, meeting, "write/").text, "html.parser").select_one("[data-form=minutes]")
    return fields(soup)


def fields(soup):
    found = {
        one["name"]: one.get("value", "") for one in soup.select("input[name]") if one["name"] != "csrfmiddlewaretoken"
    }
    found |= {one["name"]: one.text.removeprefix("\n") for one in soup.select("textarea")}
    for one in soup.select("select"):
        chosen = one.select_one("option[selected]")
        found[one["name"]] = chosen["value"] if chosen else ""
    return {name: value for name, value in found.items() if name}


def send(player, cast, meeting, given):
    return player.client.post(address(cast, meeting, "notes/write/"), given)
