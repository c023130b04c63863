"""A frame is drawn once for many letters. Nobody's own words come out wrong, or in somebody else's letter."""

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from coproduction.kit import frames

FRAME = "groups/notices/frame"
SHARED = {"site": "Our groups", "button": "Open <it>", "choices_url": "/choices", "size": 19, "may_reply": True}
SAM = {"name": "Sam <b>", "subject": "A & B", "html": mark_safe("<p>Yours</p>"), "text": "Yours", "url": "/a?b=1&c=2",
       "why": "It's yours", "stop_url": "/stop/1"}  # fmt: skip
LETTERS = [SAM, SAM | {"name": ""}, SAM | {"url": ""}, SAM | {"stop_url": "", "text": "{{ name }} %s \\1"}]


def at_once(name, given, escaped):
    return get_template(name).template.render(Context(given, autoescape=escaped))


@pytest.mark.parametrize("own", LETTERS)
@pytest.mark.parametrize(("name", "escaped"), [(f"{FRAME}.html", True), (f"{FRAME}.txt", False)])
def test_a_letter_in_a_frame_that_is_kept_is_the_letter_as_its_template_draws_it(own, name, escaped):
    for _ in range(2):
        assert frames.drawn(name, SHARED, own, escaped=escaped) == at_once(name, SHARED | own, escaped)


def test_the_frame_is_drawn_once_for_all_who_share_it_and_again_in_another_language():
    frames._pieces.cache_clear()
    for name in ("Sam", "Jo", "Ada"):
        assert f"Hello {name}," in frames.drawn(f"{FRAME}.html", SHARED, SAM | {"name": name})
    assert frames._pieces.cache_info().misses == 1
    with override("cy"):
        assert 'lang="cy"' in frames.drawn(f"{FRAME}.html", SHARED, SAM)


def test_words_that_somebody_writes_are_never_taken_for_a_place():
    said = frames.drawn(f"{FRAME}.txt", SHARED, SAM | {"name": frames.place("why"), "why": "a reason"}, escaped=False)
    assert f"Hello {frames.place('why')}," in said
