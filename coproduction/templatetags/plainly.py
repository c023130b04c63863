"""Times, numbers of people and people's own words, as a page says them. `{% load plainly %}`."""

from django import template

from coproduction.kit import when, words

register = template.Library()


@register.filter
def day_in(at, zone):
    """`Tuesday 8 December 2026`, on the clocks of that zone."""
    return when.day(at.astimezone(zone))


@register.filter
def moment_in(at, zone):
    """`2pm on Tuesday 8 December 2026`, on the clocks of that zone."""
    return when.moment(at.astimezone(zone))


@register.filter
def about_people(number):
    """A number of people, as it may be shown outside the group."""
    return words.rounded(number)


@register.filter
def in_paragraphs(text):
    """What somebody wrote, as paragraphs, lists and links; nothing else, whatever was typed."""
    return words.as_html(text)


@register.filter
def with_links(text):
    """What somebody wrote, word for word, with each web address in it as a link."""
    return words.with_links(text)
