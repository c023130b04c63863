"""Templates: parts say what they take, letters have three parts, nothing is written into the page that the headers forbid."""

import re
from collections import defaultdict
from pathlib import Path

from tests.house.reading import HOUSE

TEMPLATES = HOUSE / "templates"
THREE = {".subject.txt", ".txt", ".html"}
INLINE = re.compile(
    r"<script(?![^>]*(?:\ssrc=|application/json))|<style|\sstyle=|\son[a-z]+=|javascript:|=\"(?:https?:)?//"
)
FRAMES = {"frame", "easy_rows"}  # what letters are put into; they have no subject of their own


def silent_parts(folder: Path):
    return sorted(one.name for one in folder.glob("*.html") if not begins_with_a_comment(one.read_text()))


def begins_with_a_comment(text):
    text = re.sub(r"^(\s*\{%\s*load [^%]*%\})*", "", text)
    return text.lstrip().startswith(("{#", "{% comment %}"))


def letters_with_parts_missing(templates: Path):
    found = defaultdict(set)
    for one in templates.rglob("emails/*"):
        if one.name.endswith("_easy.txt"):  # a fourth part; test_easy_read.py looks after those
            continue
        stem, dot, rest = one.name.partition(".")
        found[one.parent / stem].add(dot + rest)
    return {
        str(stem.relative_to(templates)): sorted(THREE - parts)
        for stem, parts in found.items()
        if stem.name not in FRAMES and parts != THREE
    }


def forbidden_in_a_page(templates: Path):
    for one in templates.rglob("*.html"):
        if "emails" in one.parts or one.stem in FRAMES:  # letters are read elsewhere, under other rules
            continue
        text = re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", one.read_text(), flags=re.DOTALL)
        for found in re.findall(
            r"<script(?![^>]*(?:\ssrc=|application/json))|<style|\sstyle=|\son[a-z]+=|javascript:|=\"(?:https?:)?//",
            text,
        ):
            yield f"{one.relative_to(templates)}: {found.strip()}"


def forms_without_a_deed(templates: Path):
    for one in templates.rglob("*.html"):
        if "nhsuk" in one.parts:
            continue
        for form in re.findall(r"<form\b[^>]*>", one.read_text()):
            if "data-form=" not in form:
                yield f"{one.relative_to(templates)}: {form}"


def test_every_part_says_what_it_takes():
    assert silent_parts(TEMPLATES / "components") == []


def test_every_letter_has_a_subject_a_plain_text_and_a_page():
    assert letters_with_parts_missing(TEMPLATES) == {}


def test_no_page_writes_a_script_or_a_style_into_itself_or_reaches_elsewhere():
    assert sorted(forbidden_in_a_page(TEMPLATES)) == []


def test_every_form_names_the_deed_it_does():
    assert sorted(forms_without_a_deed(TEMPLATES)) == []


def test_what_is_broken_on_purpose_is_seen(tmp_path):
    (tmp_path / "emails").mkdir()
    (tmp_path / "emails/planned.txt").write_text("We planned a meeting.")
    (tmp_path / "part.html").write_text('<p style="color: red">Hello</p><form method="post">')
    assert silent_parts(tmp_path) == ["part.html"]
    assert letters_with_parts_missing(tmp_path) == {"emails/planned": [".html", ".subject.txt"]}
    assert list(forbidden_in_a_page(tmp_path)) == ["part.html: style="]
    assert list(forms_without_a_deed(tmp_path)) == ['part.html: <form method="post">']
