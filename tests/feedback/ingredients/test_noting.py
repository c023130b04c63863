"""The page on which one ingredient is noted, and answers that leave one of the nine out."""

import pytest
from bs4 import BeautifulSoup

from feedback.ingredients import operations
from feedback.ingredients.models import Ingredient, IngredientsAsking, MayView, TalkedView, Which
from tests.builders import NOW
from tests.feedback.ingredients.test_ingredients import answer, asked, at, nine, note


def form_of(cast, who, which=Which.CONTACT):
    page = getattr(cast, who).client.get(at(cast, "note_ingredient", which.value))
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser").find("form", {"data-form": "note"})


def test_a_facilitator_chooses_by_name_and_part_who_looks_after_it_and_finds_what_was_noted(cast):
    note(cast, Which.CONTACT, "PARTLY", owner="priya", sentence="Priya answers, slowly.")
    form = form_of(cast, "farah")
    owner = form.find("select", {"name": "owner"})
    assert {"Priya, point of contact", "Jo, member"} <= {one.text for one in owner.find_all("option")}
    assert owner.find("option", selected=True).text == "Priya, point of contact"
    assert form.find("input", {"name": "view", "checked": True})["value"] == "PARTLY"
    assert form.find("textarea", {"name": "sentence"}).text.strip() == "Priya answers, slowly."


def test_whoever_looks_after_it_notes_it_and_cannot_hand_it_to_somebody_else(cast):
    note(cast, Which.CONTACT, owner="priya")
    assert form_of(cast, "priya").find("select", {"name": "owner"}) is None


@pytest.mark.parametrize("wrong", [{}, {"TIME": "MAYBE"}])
def test_an_answer_that_leaves_one_of_the_nine_out_is_not_counted(cast, wrong):
    asking, everyone = asked(cast)
    views = nine(**wrong)
    if not wrong:
        del views[str(Which.TIME.value)]
    with pytest.raises(operations.ChooseAnAnswer) as refused:
        answer(everyone[0], asking, views)
    assert refused.value.field == f"nine_{Which.TIME.value}"
    assert IngredientsAsking.objects.get().counts == asking.counts
    assert not MayView.objects.filter(has_answered=True).exists()


def test_what_a_small_group_talked_through_says_something_of_each_of_the_nine(cast):
    with pytest.raises(operations.ChooseAnAnswer):
        operations.write_talked(by=cast.farah.membership, now=NOW, views={}, in_words="We agree.")
    assert not TalkedView.objects.exists() and not Ingredient.objects.exists()
