from django import forms

from coproduction.kit.refusals import Refusal, show


class TooLate(Refusal):
    """It is too late for that.

    More for those who read the code.
    """


class Question(forms.Form):
    words = forms.CharField()


def asked():
    form = Question({"words": "x"})
    form.is_valid()
    return form


def test_a_refusal_is_a_sentence():
    assert TooLate().sentence == "It is too late for that."
    assert str(TooLate("The group has met.")) == "The group has met."


def test_a_refusal_stands_beside_its_field():
    form = asked()
    show(form, TooLate(field="words"))
    assert form.errors == {"words": ["It is too late for that."]}


def test_a_refusal_without_a_field_stands_at_the_top():
    form = asked()
    show(form, TooLate())
    assert form.non_field_errors() == ["It is too late for that."]
