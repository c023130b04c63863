"""Letters in Easy Read. `{% load easy %}{% picture "clock" %}It is on {{ when }}.` What follows a picture is its row."""

from django import template

from coproduction.kit import easy

register = template.Library()


class Picture(template.Node):
    def __init__(self, name: str):
        self.name = name

    def render(self, context):
        return easy.begun(self.name)


@register.tag
def picture(_parser, token):
    """Begins a row. A picture that we do not have is found when the template is read, not when a letter is written."""
    _, *said = token.split_contents()
    name = said[0][1:-1] if len(said) == 1 and said[0][:1] in "\"'" else ""
    if name not in easy.PICTURES:
        raise template.TemplateSyntaxError(f"{token.contents}: say one of {', '.join(easy.PICTURES)}, in quotes")
    return Picture(name)
