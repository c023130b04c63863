from django.http import HttpResponse

from coproduction.kit.answers import STEP, of_one_length


def test_pages_of_different_length_are_filled_up_to_the_same():
    lengths = {len(of_one_length(HttpResponse("x" * number)).content) for number in (0, 1, 5000, STEP - 7)}
    assert lengths == {STEP}
    assert len(of_one_length(HttpResponse("x" * STEP)).content) == 2 * STEP


def test_nobody_keeps_or_packs_them():
    assert of_one_length(HttpResponse("x"))["Cache-Control"] == "no-store, no-transform"
