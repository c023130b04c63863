"""What people took away from meetings of a seeded group, and its papers: promised, here, changed, taken off."""

from datetime import timedelta

from groups.actions import operations as actions
from groups.actions.models import Action
from groups.glossary import operations as glossary
from groups.papers import operations as papers
from groups.papers.models import PaperFile


def tell(story, cast, planted) -> None:
    at = story.days.at
    planted.to_do = {}
    facilitating = cast.personas("facilitator", "co_facilitator")
    own, sponsors = cast.inside, cast.inside + cast.personas("sponsor")
    told = {
        "action": ("member", "behind", own),
        "action_back": ("second_member", "behind", own),
        "action_done": ("third_member", "behind", own),
        "action_of_sponsor": ("sponsor", None, sponsors),
    }
    for number, (key, (owner, meeting, audience)) in enumerate(told.items()):
        what = f"Do {cast.word(f'{key}, what', audience)}"
        story.tell(at(39, 9, number), write, planted, key, owner, meeting, what)
    why = cast.word("action, why its day moved", own)
    story.tell(at(20, 9), move, planted, f"Because {why}")
    story.tell(at(19, 9), hand_back, planted, f"Ring them {cast.word('action handed back, note', facilitating)}")
    story.tell(at(18, 9), end, planted, f"Here it is {cast.word('action, what happened', own)}")
    tell_papers(at, story, cast, planted)


def tell_papers(at, story, cast, planted) -> None:
    """One for the meeting behind us, where the point of contact was; one the group's own; one promised; one taken off."""
    own, guest = cast.inside, cast.with_guest
    planted.papers = {}
    told = {"paper": ("facilitator", "behind", guest), "paper_of_group": ("member", None, own)}
    for number, (key, (who, meeting, audience)) in enumerate(told.items()):
        words = [
            f"{name} {cast.word(f'{key}, {name.lower()}', audience)}" for name in ("Title", "In short", "Text", "File")
        ]
        story.tell(at(41 - number, 15), add_paper, planted, key, who, meeting, *words)
        changed = [
            f"{name} {cast.word(f'{key}, new {name.lower()}', audience)}" for name in ("In short", "Text", "Changed")
        ]
        story.tell(at(38 - number, 15), put_paper, planted, key, *changed)
    film = f"https://film.example.org/{cast.word('paper, link to a film', guest)}"
    story.tell(at(36, 15), add_film, planted, film)
    story.tell(at(6, 15), ask_for_paper, planted, f"Promised {cast.word('paper promised, title', own)}")
    everyone = cast.inside + cast.personas("point_of_contact", "sponsor")
    meaning = f"It means {cast.word('glossary, what a word means', everyone)}"
    story.tell(at(4, 15), explain, planted, cast.word("glossary, an explained word", everyone), meaning)
    story.tell(at(3, 15), ask_about, planted, cast.word("glossary, a word nobody explained", own))
    titles = [cast.word(f"paper taken off, {name}", own) for name in ("title", "why")]
    story.tell(at(5, 15), take_off, planted, cast.word("paper taken off, words", cast.personas("nobody")), *titles)


def write(planted, key, owner, meeting, what, *, now):
    planted.to_do[key] = actions.write(
        by=planted.who("facilitator"), now=now, what=what, due_on=now.date() + timedelta(days=90),
        owner=planted.who(owner), meeting=planted.meetings[meeting] if meeting else None,
    )  # fmt: skip


def move(planted, because, *, now):
    action = Action.objects.get(pk=planted.to_do["action"].pk)
    day = action.due_on + timedelta(days=7)
    actions.move(by=planted.who("member"), now=now, action=action, to_on=day, because=because)


def hand_back(planted, note, *, now):
    actions.hand_back(by=planted.who("second_member"), now=now, action=planted.to_do["action_back"], note=note)


def end(planted, happened, *, now):
    action = planted.to_do["action_done"]
    actions.end(by=planted.who("third_member"), now=now, action=action, ending="DONE", happened=happened)


def add_paper(planted, key, who, meeting, title, summary, text, inside, *, now):
    planted.papers[key] = papers.add(
        by=planted.who(who), now=now, title=title, summary=summary, text=text, meeting=planted.meetings.get(meeting),
        content=f"%PDF-1.4\n% {inside}\n%%EOF\n".encode(), staff_had_on=now.date() - timedelta(days=9),
    )  # fmt: skip


def put_paper(planted, key, summary, text, changed, *, now):
    by = planted.who("facilitator")
    papers.put(by=by, now=now, paper=planted.papers[key], seen=1, summary=summary, text=text, changed=changed)


def add_film(planted, link, *, now):
    papers.add_form(by=planted.who("facilitator"), now=now, paper=planted.papers["paper"], form="BSL", link=link)


def ask_for_paper(planted, title, *, now):
    planted.papers["paper_promised"] = papers.ask_for(
        by=planted.who("facilitator"), now=now, owner=planted.who("second_member"), title=title,
        meeting=planted.meetings["ahead"],
    )  # fmt: skip


def take_off(planted, words, title, why, *, now):
    by = planted.who("member")
    made = papers.add(by=by, now=now, title=title, summary=words, text=words)
    papers.take_off(by=by, now=now, paper=made, because=why)
    planted.papers["paper_taken_off"] = made


def explain(planted, word, meaning, *, now):
    asked = glossary.ask(by=planted.who("member"), now=now, word=word)
    glossary.explain(by=planted.who("facilitator"), now=now, word=asked, meaning=meaning)


def ask_about(planted, word, *, now):
    paper = planted.papers["paper_of_group"]
    planted.unclear = glossary.ask(by=planted.who("second_member"), now=now, word=word, paper=paper)


def objects(one, planted):
    yield one("word", planted.unclear.pk, "explain_word", word_id=planted.unclear.pk)
    for key, paper in planted.papers.items():
        yield one(key, paper.pk, "paper", paper_id=paper.pk)
    file = PaperFile.objects.filter(version__paper=planted.papers["paper"], link="").latest("added_at")
    yield one("paper_file", str(file.pk), "paper_file", paper_file_id=file.pk)
    for key, action in planted.to_do.items():
        yield one(key, action.pk, "action", action_id=action.pk)
