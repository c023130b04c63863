"""How our forms are put on a page, by one helper for the crispy tag, so that no template repeats buttons and names; and
what several of them check alike."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from crispy_forms.utils import TEMPLATE_PACK
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


class Folded(LayoutObject):
    """Questions not everyone needs, folded away under a summary. Unfolded as soon as something is wrong or typed in one."""

    def __init__(self, summary, *fields):
        self.summary, self.fields = summary, list(fields)

    def render(self, form, context, template_pack=TEMPLATE_PACK, **kwargs):
        typed = any(form[name].errors or form[name].value() for name in self.fields)
        fields = self.get_rendered_fields(form, context, template_pack, **kwargs)
        given = {"summary": self.summary, "fields": fields, "open": typed}
        return render_to_string("nhsuk/layout/folded.html", given)


def helper(deed, button, *fields, title_field="", cancel_url="", stay="", action="", second=None, label_size="s"):
    """How `{% crispy form %}` draws a form.

    `deed` is the name of the operation (`data-form`). `button` is its words. `fields` are names or crispy layout objects;
    none means all, in order. `title_field` names the one question whose label is the page's heading. `second` is a pair
    (name, words) for a second, quieter button. `stay` are the words of the way out where *Cancel* could mean the deed.
    """
    drawn = FormHelper()
    drawn.attrs = {"data-form": deed}
    drawn.form_action = action
    drawn.stay = stay
    drawn.title_field, drawn.cancel_url, drawn.label_size = title_field, str(cancel_url), label_size
    if fields:
        drawn.layout = Layout(*fields)
        drawn.render_hidden_fields = True
    drawn.add_input(Submit("", button, css_id=f"{deed}-button"))
    if second:
        drawn.add_input(Submit(second[0], second[1], css_class="nhsuk-button--secondary"))
    return drawn


def check_span(form, start: str, end: str, *, same: str) -> None:
    """Two times of a day that stand or fall together, and differ. Says what is wrong beside the field it is about."""
    begins, ends = (form.cleaned_data.get(name) for name in (start, end))
    if (begins is None) != (ends is None) and not {start, end} & set(form.errors):
        form.add_error(end if ends is None else start, _("Say when it starts and when it ends"))
    elif begins is not None and begins == ends:
        form.add_error(end, same)
