"""The power of a seeded topic: its card, its map, its checklist and its level, every text with a token of its own."""

from coproduction.management.worlds.voting import settle
from feedback.checklists import operations as checklists
from feedback.influence import operations as influence
from feedback.openings import operations as openings
from feedback.power import operations as power
from feedback.topics import operations as topics


def tell(cast, planted, at, tell_at):
    """`at` turns days after the founding into a moment; `tell_at` puts a deed there."""
    tell_at(at(14), show_power, cast, planted)
    tell_at(at(15), check, cast, planted)
    tell_at(at(16), open_and_move, cast, planted)
    tell_at(at(17), another, cast, planted)


def show_power(cast, planted, *, now):
    word, topic = cast.word, planted.topics["topic"]
    given = {"by": planted.who("point_of_contact"), "now": now, "topic": topic}
    power.fill_card(
        decides=f"The board {word('who decides', cast.beside)}",
        decides_when=f"In spring {word('when they decide', cast.beside)}",
        binds=f"The budget {word('what binds them', cast.beside)}",
        challenge=f"Write to us {word('how to challenge', cast.beside)}", **given,
    )  # fmt: skip
    power.declare_influence(influence="CONSULTED", **given)
    power.put_on_map(what=f"Times {word('on the map', cast.beside)}", state="OPEN", **given)


def check(cast, planted, *, now):
    topic, member = planted.topics["topic"], planted.who("member")
    checklists.note_there(
        by=planted.who("facilitator"), now=now, topic=topic, part="BRIEFING", done_on=now.date(),
        note=f"Two pages {cast.word('checklist note', cast.beside)}",
        owner=f"The team {cast.word('checklist owner', cast.beside)}", link="https://example.org/briefing",
    )  # fmt: skip
    checklists.say_if_really_there(by=member, now=now, topic=topic, part="BRIEFING", really=True)
    without = checklists.ask_to_go_without(
        by=member, now=now, topic=topic, part="NUMBERS",
        reason=f"We know them {cast.word('why the group goes without', cast.beside)}",
    )  # fmt: skip
    settle(without, now=now)
    open_still = checklists.ask_to_go_without(
        by=member, now=now, topic=topic, part="REHEARSAL",
        reason=f"No time {cast.word('why the group may go without', cast.inside)}",
    )  # fmt: skip
    checklists.vote_go_without(by=planted.who("second_member"), now=now, waiver=open_still, agrees=False)


def open_and_move(cast, planted, *, now):
    topic = openings.open_discussion(by=planted.who("facilitator"), now=now, topic=planted.topics["topic"])
    reason = f"A new law {cast.word('why it is fixed', cast.beside)}"
    item = topic.map_items.get()
    power.change_item(by=planted.who("sponsor"), now=now, item=item, what=item.what, state="FIXED", why=reason)


def another(cast, planted, *, now):
    """A topic that was discussed and closed: members are asked how much say they had."""
    by = planted.who("facilitator")
    topic = topics.open_topic(by=by, now=now, name=f"Closed {cast.word('closed topic', cast.beside)}")
    given = {"by": by, "now": now, "topic": topic}
    power.fill_card(decides="The board", decides_when="In May", binds="Nothing", challenge="Write to us", **given)
    power.put_on_map(what="All of it", state="OPEN", **given)
    openings.open_discussion(**given)
    planted.topics["closed"] = openings.close_topic(**given)
    influence.judge(by=planted.who("member"), now=now, topic=topic, level="INFORMED")
