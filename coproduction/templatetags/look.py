"""Small things templates need to draw the design system's form fields. `{% load look %}`."""

from django import forms, template
from django.conf import settings
from django.core import validators
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from coproduction.kit import charts

register = template.Library()

KINDS = (  # the first that fits; a widget's own `drawn_as` goes before all of them
    ("textarea", forms.Textarea),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("select", forms.Select),
    ("checkbox", forms.CheckboxInput),
    ("file", forms.FileInput),
    ("password", forms.PasswordInput),
)
CLASSES = {
    "textarea": "nhsuk-textarea",
    "select": "nhsuk-select",
    "checkbox": "nhsuk-checkboxes__input",
    "file": "nhsuk-file-upload__input",
    "password": "nhsuk-input nhsuk-password-input__input nhsuk-js-password-input-input",
    "input": "nhsuk-input",
}
# Django's own sentences, by the very object a field raises, and ours for them.
PLAINLY = {
    id(forms.Field.default_error_messages["required"]): _("“{label}” needs an answer"),
    id(forms.ChoiceField.default_error_messages["invalid_choice"]): _("Choose one of the answers to “{label}”"),
    id(forms.ModelChoiceField.default_error_messages["invalid_choice"]): _("Choose one of the answers to “{label}”"),
    id(forms.MultipleChoiceField.default_error_messages["invalid_choice"]): _("Choose from the answers to “{label}”"),
    id(forms.FileField.default_error_messages["empty"]): _("The file you chose is empty"),
    id(validators.MaxLengthValidator.message): _("Use {limit_value} characters or fewer. You used {show_value}"),
    id(validators.MinLengthValidator.message): _("Use at least {limit_value} characters. You used {show_value}"),
    id(validators.MaxValueValidator.message): _("Enter {limit_value} or less"),
    id(validators.MinValueValidator.message): _("Enter {limit_value} or more"),
    id(validators.ProhibitNullCharactersValidator.message): _("This holds a character we cannot keep. Type it again"),
    id(validators.EmailValidator.message): _("Enter an email address, like name@example.org"),
}


@register.filter
def drawn_as(bound):
    """Which kind of field this is: textarea, checkboxes, radios, select, checkbox, file, password, date or input."""
    widget = bound.field.widget
    kind = getattr(widget, "drawn_as", None)
    return kind or next((name for name, base in KINDS if isinstance(widget, base)), "input")


@register.filter
def counted(bound):
    """The most characters a text area takes, if it has a limit."""
    return bound.field.widget.attrs.get("maxlength") if isinstance(bound.field.widget, forms.Textarea) else None


@register.filter
def anchor(bound):
    """The id a link in the error summary leads to: the first control of the field."""
    id_ = bound.id_for_label or bound.auto_id
    if drawn_as(bound) in {"radios", "checkboxes"}:
        return f"{bound.auto_id}_0"
    return id_


@register.filter
def described_by(bound):
    """The ids of hint and error, for a fieldset."""
    return bound.aria_describedby


@register.filter
def problems(bound):
    """What is wrong with an answer, in our words where the form has none of its own."""
    return [
        wording.format(label=bound.label, **(error.params or {})) if wording else str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
        for wording in [PLAINLY.get(id(error.message))]
    ]


@register.simple_tag
def control(bound):
    """The input itself, in the design system's classes, with its hint, count and error named for screen readers."""
    kind = drawn_as(bound)
    bound.form.use_required_attribute = False  # what may be left out says so in words
    classes = CLASSES[kind]
    if bound.errors and kind in {"input", "textarea", "select", "password"}:
        base = "input" if kind == "password" else kind
        classes += f" nhsuk-{base}--error"
    own = bound.field.widget.attrs.get("class")
    attrs = {"class": f"{classes} {own}" if own else classes, "placeholder": False}  # an example belongs in the hint
    if kind == "textarea":
        attrs["rows"] = bound.field.widget.attrs.get("rows") if _rows_chosen(bound) else 5
        if counted(bound):
            attrs["class"] += " nhsuk-js-character-count"
            attrs["maxlength"] = False  # the server says no kindly; the browser would cut the text off without a word
            attrs["aria-describedby"] = f"{bound.auto_id}-info {bound.aria_describedby or ''}".strip()
    elif kind == "password":
        attrs |= {"spellcheck": "false", "autocapitalize": "none"}
    return bound.as_widget(attrs=attrs)


def _rows_chosen(bound):
    return bound.field.widget.attrs.get("rows") not in (None, "10")  # 10 is Django's own default


@register.filter
def optional(bound):
    """Whether to say "(optional)": it may be left out, and it is a question rather than a single tick box.

    A field that is `needed` although no rule of its own asks for it (some of several rows must be filled in) says so itself.
    """
    needed = getattr(bound.field, "needed", bound.field.required)
    return not needed and drawn_as(bound) not in {"checkbox", "checkboxes"}


@register.filter
def parts(bound):
    """The three inputs of a date: label, name, id, value, width."""
    return bound.field.widget.parts(bound.html_name, bound.value(), bound.auto_id)


@register.filter
def pictured(answers):
    """Each answer of a line beside its picture, from the first place to the last."""
    return zip(answers, charts.steps(len(answers)), strict=True)


@register.simple_tag
def site_name():
    """The name of the site, for pages that may know nothing else (the error pages)."""
    return settings.BRAND_NAME


@register.filter
def beside(row, head):
    """Each cell of a table row beside its heading, which a narrow screen shows with it."""
    return zip(head, row, strict=True)


@register.simple_tag
def style_sheet():
    """The links to the styles and the icon, or nothing where they were never built: a page about an error must not fail itself."""
    try:
        return format_html(
            '<link rel="icon" href="{}" type="image/svg+xml">\n  <link rel="stylesheet" href="{}">',
            static("img/icon.svg"), static("dist/app.css"),
        )  # fmt: skip
    except ValueError:
        return ""
