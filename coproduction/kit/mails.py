"""How a message is written for mail servers. Nothing here sends one: `groups/notices/delivery.py` does."""

import secrets
from email.policy import Compat32

from django.core.mail import EmailMultiAlternatives


class ShortLines(Compat32):
    """Headers that fit on a line are taken as they are; folding them is most of the work of writing a message."""

    def fold_binary(self, name, value):
        fits = len(name) + len(value) < self.max_line_length - 2
        if fits and isinstance(value, str) and value.isascii() and value.isprintable():
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


class Mail(EmailMultiAlternatives):
    """A message whose parts are told apart by chance alone: nobody looks through all its words for a mark not in them."""

    def message(self):
        made = super().message()
        for part in made.walk():
            part.policy = ShortLines()
            if part.is_multipart():
                part.set_boundary(f"=_{secrets.token_hex(16)}")
        return made
