"""Our form fields against the design system's own templates: the same elements with the same classes, in the same order."""

import datetime as dt

import jinja2
import pytest
from bs4 import BeautifulSoup
from crispy_forms.bootstrap import FormActions, StrictButton
from crispy_forms.layout import HTML, ButtonHolder, Column, Field, Fieldset, Hidden, Row, Submit
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from coproduction.kit.forms import helper
from coproduction.kit.widgets import Checkboxes, Day, Radios, TimeOfDay

CHOICES = [("1", "One"), ("2", "Two")]
OFFICIAL = jinja2.Environment(
    loader=jinja2.PackageLoader("nhsuk_frontend_jinja"),
    autoescape=True,
    undefined=jinja2.ChainableUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def official(component, macro, **params):
    source = f'{{% from "nhsuk/components/{component}/macro.jinja" import {macro} %}}{{{{ {macro}(p) }}}}'
    return BeautifulSoup(OFFICIAL.from_string(source).render(p=params), "html.parser")


def drawn(field, data=None, files=None, **on_helper):
    one = type("One", (forms.Form,), {"name": field})(data, files)
    one.helper = helper("try", "Go")
    vars(one.helper).update(on_helper)
    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(
        Context({"form": one, "request": RequestFactory().get("/")})
    )
    return BeautifulSoup(page, "html.parser")


def shape(soup):
    """Every element with its classes, in order; what only our way of naming ids adds is left out."""
    return [(tag.name, " ".join(sorted(tag.get("class", [])))) for tag in soup.find_all(True) if tag.name != "br"]


def group(soup):
    return BeautifulSoup(str(soup.select_one(".nhsuk-form-group")), "html.parser")


KINDS = {
    "text": (forms.CharField, {}, "input", "input", {}),
    "email": (forms.EmailField, {}, "input", "input", {}),
    "text area": (forms.CharField, {"widget": forms.Textarea}, "textarea", "textarea", {}),
    "counted text area": (
        forms.CharField, {"widget": forms.Textarea, "max_length": 200}, "character-count", "characterCount",
        {"maxlength": 200},
    ),
    "select": (
        forms.ChoiceField, {"choices": CHOICES}, "select", "select",
        {"items": [{"value": v, "text": t} for v, t in CHOICES]},
    ),
    "radios": (
        forms.ChoiceField, {"choices": CHOICES, "widget": Radios}, "radios", "radios",
        {"items": [{"value": v, "text": t} for v, t in CHOICES], "idPrefix": "id_name"},
    ),
    "checkboxes": (
        forms.MultipleChoiceField, {"choices": CHOICES, "widget": Checkboxes}, "checkboxes", "checkboxes",
        {"items": [{"value": v, "text": t} for v, t in CHOICES], "idPrefix": "id_name"},
    ),
    "password": (forms.CharField, {"widget": forms.PasswordInput}, "password-input", "passwordInput", {}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("wrong", [False, True])
def test_a_field_is_built_like_the_design_systems_own(kind, wrong):
    field, options, component, macro, params = KINDS[kind]
    ours = drawn(field(label="Name", help_text="A hint", **options), {} if wrong else None)
    title = {"text": "Name", "size": "s"}
    known = {"name": "name", "id": "id_name", "hint": "A hint", **params}
    known |= {"fieldset": {"legend": title}} if kind in {"radios", "checkboxes"} else {"label": title}
    theirs = official(component, macro, **known, **({"errorMessage": "Wrong"} if wrong else {}))
    assert shape(group(ours)) == shape(theirs)


@pytest.mark.parametrize("wrong", [False, True])
def test_a_day_is_built_like_the_design_systems_date(wrong):
    ours = drawn(Day(label="Which day?", help_text="A hint"), {} if wrong else None)
    theirs = official(
        "date-input", "dateInput", id="id_name", hint="A hint", fieldset={"legend": {"text": "Which day?", "size": "s"}},
        **({"errorMessage": "Wrong"} if wrong else {}),
    )  # fmt: skip
    inner = {"nhsuk-form-group nhsuk-form-group--error": "nhsuk-form-group"}  # one red line is enough for three boxes
    expected = [(tag, inner.get(c, c) if i else c) for i, (tag, c) in enumerate(shape(theirs))]
    assert shape(group(ours)) == expected


def test_hint_and_error_are_named_by_the_control():
    page = drawn(forms.CharField(label="Name", help_text="A hint"), {})
    control = page.select_one("#id_name")
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert control["aria-invalid"] == "true"
    assert page.select_one("#id_name_helptext").get_text(strip=True) == "A hint"
    assert page.select_one("#id_name_error").get_text(strip=True) == "Error:“Name” needs an answer"


def test_a_set_of_choices_names_hint_and_error_on_the_fieldset():
    page = drawn(forms.ChoiceField(label="Name", help_text="A hint", choices=CHOICES, widget=Radios), {})
    assert page.fieldset["aria-describedby"] == "id_name_helptext id_name_error"


def test_the_summary_leads_to_the_first_control_of_each_field():
    class Wrong(forms.Form):
        name = forms.CharField(label="Name")
        day = Day(label="Day")
        one = forms.ChoiceField(label="One", choices=CHOICES, widget=Radios)
        secret = forms.CharField(label="Secret", widget=forms.HiddenInput)
        helper = helper("try", "Go")

        def clean(self):
            raise forms.ValidationError("The two do not fit together")

    page = BeautifulSoup(
        Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": Wrong({})})), "html.parser"
    )
    summary = page.select_one(".nhsuk-error-summary")
    assert summary["data-module"] == "nhsuk-error-summary"
    for link in summary.select("a"):
        assert page.select_one(link["href"]).name == "input"
    assert [link["href"] for link in summary.select("a")] == ["#id_name", "#id_day-day", "#id_one_0"]
    assert summary.li.get_text() == "The two do not fit together"
    assert "“Secret” needs an answer" in summary.get_text()


def test_what_may_be_left_out_says_so_and_nothing_else_carries_a_mark():
    page = drawn(forms.CharField(label="Name", required=False))
    assert page.label.get_text() == "Name (optional)"
    page = drawn(forms.CharField(label="Name"))
    assert page.label.get_text() == "Name"
    assert not page.select_one("[required]")
    assert page.form.has_attr("novalidate")
    assert page.form["data-form"] == "try"


def test_optional_tick_boxes_need_no_mark():
    page = drawn(forms.MultipleChoiceField(label="Needs", choices=CHOICES, widget=Checkboxes, required=False))
    assert page.legend.get_text() == "Needs"


def test_one_tick_box_stands_before_its_words_and_hint():
    page = drawn(forms.BooleanField(label="Tell the group", help_text="They get one letter"), {})
    item = page.select_one(".nhsuk-checkboxes__item")
    assert [tag.name for tag in item.find_all(recursive=False)] == ["input", "label", "div"]
    assert item.input["aria-describedby"] == "id_name_helptext id_name_error"
    assert item.div["id"] == "id_name_helptext"


def test_a_choice_shows_its_hint_and_keeps_what_was_chosen():
    field = forms.ChoiceField(label="How", choices=CHOICES, widget=Radios(hints={"2": "Twice"}))
    page = drawn(field, {"name": "2"})
    chosen = page.select_one("[checked]")
    assert chosen["value"] == "2"
    assert page.select_one(f"#{chosen['aria-describedby']}").get_text() == "Twice"
    assert not page.select_one("#id_name_0").has_attr("aria-describedby")


def test_choices_may_stand_side_by_side():
    page = drawn(forms.ChoiceField(label="How", choices=CHOICES, widget=Radios(attrs={"inline": True})))
    assert page.select_one(".nhsuk-radios--inline")


def test_the_question_may_be_the_heading_of_the_page():
    page = drawn(forms.CharField(label="What do you want to say?"), title_field="name")
    assert page.h1.label.get_text() == "What do you want to say?"
    page = drawn(forms.ChoiceField(label="How?", choices=CHOICES, widget=Radios), title_field="name")
    assert page.legend.h1.get_text() == "How?"


def test_the_browser_does_not_cut_a_long_text_off():
    page = drawn(forms.CharField(label="Words", widget=forms.Textarea(attrs={"rows": 8}), max_length=20), {"name": "x"})
    area = page.textarea
    assert not area.has_attr("maxlength")
    assert area["rows"] == "8"
    assert page.select_one("[data-maxlength]")["data-maxlength"] == "20"
    assert area["aria-describedby"] == "id_name-info"


def test_an_example_belongs_in_the_hint_not_in_the_box():
    page = drawn(
        forms.CharField(widget=forms.TextInput(attrs={"placeholder": "Sam", "class": "nhsuk-input--width-10"}))
    )
    assert not page.select_one("[placeholder]")
    assert page.select_one("#id_name")["class"] == ["nhsuk-input", "nhsuk-input--width-10"]


def test_a_file_field_makes_the_form_able_to_carry_it():
    page = drawn(forms.FileField(label="Your file"), {})
    assert page.form["enctype"] == "multipart/form-data"
    assert page.select_one("#id_name")["class"] == ["nhsuk-file-upload__input"]


def test_a_hidden_field_is_only_itself():
    page = drawn(forms.CharField(widget=forms.HiddenInput))
    assert page.select_one("#id_name")["type"] == "hidden"
    assert not page.select_one(".nhsuk-form-group")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(label="Name", max_length=3), "four", "Use 3 characters or fewer. You used 4"),
        (forms.CharField(label="Name", min_length=3), "ab", "Use at least 3 characters. You used 2"),
        (forms.IntegerField(label="Places", max_value=9), "10", "Enter 9 or less"),
        (forms.IntegerField(label="Places", min_value=1), "0", "Enter 1 or more"),
        (forms.ChoiceField(label="Topic", choices=CHOICES), "9", "Choose one of the answers to “Topic”"),
        (forms.EmailField(label="Email"), "no", "Enter an email address, like name@example.org"),
        (forms.CharField(label="Name"), "a\x00b", "This holds a character we cannot keep. Type it again"),
        (forms.CharField(label="Name", error_messages={"required": "Enter your name"}), "", "Enter your name"),
    ],
)
def test_errors_are_in_our_words_unless_the_form_has_its_own(field, typed, said):
    page = drawn(field, {"name": typed})
    assert page.select_one("#id_name_error").get_text(strip=True) == f"Error:{said}"
    assert page.select_one(".nhsuk-error-summary a").get_text() == said


def test_what_was_typed_is_kept():
    page = drawn(forms.CharField(label="Words", widget=forms.Textarea, max_length=3), {"name": "<b>much too long"})
    assert page.textarea.get_text().strip() == "<b>much too long"
    page = drawn(Day(label="Day"), {"name_day": "31", "name_month": "feb", "name_year": "2026"})
    assert [box["value"] for box in page.select(".nhsuk-date-input__input")] == ["31", "feb", "2026"]


def test_a_kept_day_and_time_are_shown_in_their_boxes():
    page = drawn(Day(label="Day", initial=dt.date(2026, 12, 8)))
    assert [box["value"] for box in page.select(".nhsuk-date-input__input")] == ["8", "12", "2026"]
    page = drawn(TimeOfDay(label="Start", initial=dt.time(14, 30)))
    assert page.select_one("#id_name")["value"] == "2:30pm"


def test_layouts_group_questions_under_a_heading_and_side_by_side():
    class Plan(forms.Form):
        starts = forms.CharField()
        ends = forms.CharField()
        where = forms.CharField()
        kept = forms.CharField(widget=forms.HiddenInput, required=False)

    plan = Plan()
    plan.helper = helper(
        "plan",
        "Plan it",
        Fieldset("When", Row(Column("starts"), Column("ends")), css_class="app-when", css_id="when"),
        Field("where", wrapper_class="app-where"),
        HTML("<p>Nearly done</p>"),
        ButtonHolder(Submit("later", "Save for later", css_class="nhsuk-button--secondary")),
        FormActions(StrictButton("Look first", type="submit"), Hidden("step", "2")),
        cancel_url="/back/",
        second=("draft", "Keep as a draft"),
    )
    page = BeautifulSoup(
        Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": plan})), "html.parser"
    )
    assert page.select_one("fieldset#when.app-when legend h2").get_text() == "When"
    assert len(page.select(".app-field-row .app-field-column input")) == 2
    assert page.select_one(".app-where #id_where")
    assert page.select_one("#id_kept")["type"] == "hidden"
    assert page.select_one("[name=later]")["class"] == ["nhsuk-button", "nhsuk-button--secondary"]
    assert page.select_one("[name=draft]").get_text() == "Keep as a draft"
    assert page.select_one("[name=step]")["value"] == "2"
    assert page.select_one(".app-cancel")["href"] == "/back/"
    assert page.select_one("#plan-button").get_text() == "Plan it"


def test_the_filter_draws_the_fields_and_the_summary_without_a_form_tag():
    class Small(forms.Form):
        name = forms.CharField(label="Name")

    page = BeautifulSoup(
        Template("{% load crispy_forms_tags %}{{ form|crispy }}").render(Context({"form": Small({})})), "html.parser"
    )
    assert not page.form
    assert page.select_one(".nhsuk-error-summary a")["href"] == "#id_name"
    assert page.select_one("#id_name.nhsuk-input--error")


def test_a_set_of_forms_is_drawn_with_one_summary():
    class Small(forms.Form):
        name = forms.CharField(label="Name")

    several = forms.formset_factory(Small, extra=2)
    sent = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "", "form-1-name": "x"}
    wrong = several(sent)
    wrong.forms[0].empty_permitted = False
    page = BeautifulSoup(
        Template("{% load crispy_forms_tags %}{% crispy formset helper %}").render(
            Context({"formset": wrong, "helper": helper("rows", "Keep")})
        ),
        "html.parser",
    )
    assert [a["href"] for a in page.select(".nhsuk-error-summary a")] == ["#id_form-0-name"]
    assert len(page.select(".app-formset__form")) == 2
    page = BeautifulSoup(
        Template("{% load crispy_forms_tags %}{{ formset|crispy }}").render(Context({"formset": several()})),
        "html.parser",
    )
    assert len(page.select(".app-formset__form")) == 2
    assert not page.select_one(".nhsuk-error-summary")
