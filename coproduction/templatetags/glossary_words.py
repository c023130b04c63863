"""Known words explained where they stand, and hints for whoever writes. `{% load glossary_words %}`.

A page that marks words says `{% explains_words %}` once at its top, `{% explain text %}` for each text, and the frame of
every page lists below what was marked. What the group itself said is shown as it is, without marks.
"""

from django import template
from django.utils.html import conditional_escape

from coproduction.kit import reading
from coproduction.kit.explaining import Explaining
from groups.glossary import queries
from groups.permissions import GroupAbility

register = template.Library()


@register.simple_tag(takes_context=True)
def explains_words(context):
    """Reads the group's words: one statement a page, whatever stands on it. None for whoever has no glossary."""
    _on_page(context)
    return ""


@register.simple_tag(takes_context=True)
def explain(context, text):
    """A text (plain, or HTML that is safe already), with the first of each known word on this page marked."""
    page, html = _on_page(context), conditional_escape(text)
    return page.marked(html) if page else html


@register.simple_tag(takes_context=True)
def words_explained(context):
    """What was marked on this page: pairs of word and meaning. No statement."""
    page = getattr(getattr(context, "request", None), "explaining", None)
    return page.found if page else []


@register.filter
def hints(text):
    """What would make it easier to read."""
    return reading.hints(text)


def _on_page(context) -> Explaining | None:
    request = getattr(context, "request", None)
    membership = getattr(request, "membership", None)
    if membership is None or not membership.may(GroupAbility.USE_GLOSSARY):
        return None
    if not hasattr(request, "explaining"):
        request.explaining = Explaining(queries.known(membership.group))
    return request.explaining
