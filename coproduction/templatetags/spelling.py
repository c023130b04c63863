"""Each group spells co-production its own way. `{% load spelling %}{{ "What co-production is"|spelt:group }}`."""

from django import template

register = template.Library()


@register.filter
def spelt(words, group):
    """Our words as this group spells them; as they are where there is no group."""
    return group.spelt(str(words)) if group else words
