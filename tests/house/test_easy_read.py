"""The parts of letters in Easy Read: each belongs to a letter, can be drawn, and is easy to read."""

import re

import pytest
from django.template.loader import get_template

from coproduction.kit import easy, parts
from tests.house.reading import HOUSE
from tests.house.test_letters import given, stems

TEMPLATES = HOUSE / "templates"
LONGEST, USUAL = 15, 10  # words of a sentence, and of an average one
# Letters to those who run, answer for or keep something, and what joins letters. All others have a part in Easy Read.
WITHOUT = """
    feedback/asides/emails/unanswered
    feedback/asides/emails/written
    feedback/challenges/emails/independent
    feedback/challenges/emails/independent_reminder
    feedback/challenges/emails/nudge
    feedback/challenges/emails/please_answer
    feedback/closing/emails/to_second
    feedback/commitments/emails/judged
    feedback/commitments/emails/nudge
    feedback/concerns/emails/raised
    feedback/deeds/emails/not_yet_done
    feedback/deeds/emails/reopened
    feedback/deeds/emails/what_is_missing
    feedback/detriment/emails/fell
    feedback/disputes/emails/disputed
    feedback/disputes/emails/settled
    feedback/drafts/emails/sent
    feedback/emergencies/emails/dropped
    feedback/emergencies/emails/to_second
    feedback/emergencies/emails/you_may_read
    feedback/handovers/emails/asked
    feedback/handovers/emails/over
    feedback/impact/emails/not_settled
    feedback/nudges/emails/nudge
    feedback/programmes/emails/passed
    feedback/records/emails/to_second
    feedback/replies/emails/say_it_another_way
    feedback/reports/emails/appealed
    feedback/reports/emails/reported
    feedback/reviews/emails/due
    feedback/seven_steps/emails/look_again
    feedback/seven_steps/emails/yours
    feedback/timeline/emails/late
    feedback/voice/emails/shared
    groups/actions/emails/action_back
    groups/arrangements/emails/missed
    groups/arrangements/emails/nudge
    groups/audit/emails/head
    groups/away/emails/they_are_back
    groups/away/emails/you_stand_in
    groups/complaints/emails/nag
    groups/complaints/emails/nobody_answers
    groups/complaints/emails/to_answer
    groups/membership/emails/appointment_ended
    groups/membership/emails/nobody_facilitates
    groups/membership/emails/office_ended
    groups/membership/emails/you_stand_in
    groups/minutes/emails/late
    groups/notices/emails/together
    groups/people/emails/keeper_began
    groups/people/emails/keeper_ended
    groups/removals/emails/side_said
    groups/removals/emails/to_second
    groups/surveys/emails/due
    groups/ways/emails/due
"""
ALWAYS = {"name", "site", "url", "root", "forloop", "True", "False", "None"}
_TAG = re.compile(r"\{%\s*(\w+)\s*(.*?)\s*%\}")
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(r"(?<![\w.|:])([A-Za-z_]\w*)(?![\w]*=)")
_NO_NAMES = {"and", "or", "not", "in", "is", "as", "with", "only", "if", "count", "by", "reversed"}


def easy_parts():
    return sorted(str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*_easy.txt"))


def letters_with_easy():
    return [one.removesuffix("_easy.txt") for one in easy_parts() if "/emails/" in one]


def source(template):
    """With what it includes put in its place."""
    text = (TEMPLATES / template).read_text()
    return re.sub(
        r'\{%\s*include "([^"]+)"[^%]*%\}', lambda found: source(found[1]) + f"{{% if {found[0][10:-2]} %}}", text
    )


def names(text):
    """The names a template asks for; what it names itself is not asked for."""
    own, asked = set(), set()
    for tag, rest in _TAG.findall(text):
        if tag in ("load", "comment", "extends", "picture", "translate"):
            continue
        rest = _QUOTED.sub("", rest)
        if tag == "for":
            own |= set(_NAME.findall(rest.partition(" in ")[0]))
            rest = rest.partition(" in ")[2]
        own |= set(re.findall(r"(\w+)=", rest)) | set(re.findall(r" as (\w+)", rest))
        asked |= set(_NAME.findall(rest.replace("=", " = ")))
    for value in _VALUE.findall(text):
        asked |= set(_NAME.findall(_QUOTED.sub("", value)))
    return asked - own - _NO_NAMES - ALWAYS


def sentences(text):
    """What a template says by itself; words that are put in count as one."""
    text = re.sub(r"\{%\s*(load|picture|if|elif|else|endif|for|endfor|include|with|endwith)\b[^%]*%\}", " . ", text)
    text = re.sub(r"\{%[^%]*%\}", " ", _VALUE.sub("it", text))
    found = (re.findall(r"[^\W_][\w’'-]*", one) for one in re.split(r"[.!?:;…]+\s|\n", text))
    return [one for one in found if one]


def wrong_with(stem):
    """In words. `stem` is a letter with an easy part."""
    wrong = [f"no {part}" for part in (".txt", ".html", ".subject.txt") if not (TEMPLATES / f"{stem}{part}").exists()]
    if wrong:
        return wrong
    drawn = parts.as_text(f"{stem}_easy.txt", given(stem))
    if not drawn.lstrip().startswith(easy.begun("calendar")[:32]):
        wrong.append("does not begin with a picture")
    if not easy.rows(easy.kept(drawn)):
        wrong.append("says nothing")
    known = set().union(*(names(source(f"{stem}{part}")) for part in (".txt", ".html", ".subject.txt")))
    wrong += sorted(f"names {name}" for name in names(source(f"{stem}_easy.txt")) - known)
    return wrong + hard_to_read(source(f"{stem}_easy.txt"))


def hard_to_read(text):
    said = sentences(text)
    wrong = [f"long: {' '.join(one)}" for one in said if len(one) > LONGEST]
    return wrong + (
        [f"on average {sum(map(len, said)) / len(said):.1f}"] if sum(map(len, said)) > USUAL * len(said) else []
    )


@pytest.mark.parametrize("part", easy_parts())
def test_every_part_in_easy_read_can_be_read_as_a_template(part):
    assert get_template(part)


@pytest.mark.parametrize("stem", letters_with_easy())
def test_every_part_in_easy_read_belongs_to_a_letter_begins_with_a_picture_and_is_easy_to_read(stem):
    assert wrong_with(stem) == []


def test_every_letter_has_a_part_in_easy_read_but_those_that_only_people_with_an_office_get():
    assert set(stems()) - set(letters_with_easy()) == set(WITHOUT.split())


# --- red when it is broken on purpose ---


def test_long_sentences_are_seen_and_so_are_names_that_nobody_gives():
    long = '{% picture "no" %}' + "word " * 16
    assert [one[:4] for one in hard_to_read(long)] == ["long", "on a"]
    assert hard_to_read('{% picture "no" %}Short. And {{ a.very|long }} one.\n{% if x %}So.{% endif %}') == []
    text = '{% for one in rows %}{{ one.said|default:"x" }}{% endfor %}{% if a and not b.c == "d" %}{{ e }}{% endif %}'
    assert names(text + "{% with f=g %}{{ f }}{% endwith %}") == {"rows", "a", "b", "e", "g"}


def test_a_part_without_a_letter_is_seen(monkeypatch, tmp_path):
    assert wrong_with("groups/nowhere/emails/nothing") == ["no .txt", "no .html", "no .subject.txt"]
