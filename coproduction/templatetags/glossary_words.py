"""Known words explained where they stand, and hints for whoever writes. `{% load glossary_words %}`."""

from django import template
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

from coproduction.kit import explaining, reading, words
from groups.glossary import queries

register = template.Library()


@register.simple_tag
def words_of(group):
    """The group's explained words. One statement."""
    return queries.known(group)


@register.simple_tag
def explained(known, *, plain="", rich=""):
    """A summary (`plain`) or a text with lists and links (`rich`): its HTML, and the words in it that are explained."""
    html = mark_safe(linebreaks(plain, autoescape=True)) if plain else words.as_html(rich)  # noqa: S308 (escaped by linebreaks)
    marked, found = explaining.in_html(html, known)
    return {"html": marked, "words": [(word, known[word]) for word in found]}


@register.filter
def hints(text):
    """What would make it easier to read."""
    return reading.hints(text)
