from django import forms
from django.db import connection

from coproduction.kit.refusals import Refusal, hear_the_database, listen, show


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


def test_who_listens_for_a_page_goes_with_it_also_if_the_page_opened_the_connection():
    """Else each page left its listener behind, and after a thousand nothing was answered any more."""
    another = connection.copy()
    for _page in range(3):
        with another.execute_wrapper(lambda execute, *said: execute(*said)):
            listen(connection=another)
    assert another.execute_wrappers == [hear_the_database]
