"""Somebody at a browser: reads, presses, types. What they see is found by its words, as a person would find it."""

import re
import time

from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from playwright.sync_api import expect

from tests.cast import signed_in
from tests.running import until

PHONE = {"width": 320, "height": 640}


class Somebody:
    """One person with a browser of their own. `watched` opens pages that collect complaints."""

    def __init__(self, player, context, watched, address):
        self.player, self.context, self.watched, self.address = player, context, watched, address
        self.person = player.person
        self.page = None

    def signed_in_already(self):
        cookie = signed_in(self.person).cookies[settings.SESSION_COOKIE_NAME]
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])
        return self

    def go(self, path):
        if self.page is None:
            self.page = self.watched(path, context=self.context)
        else:
            self.page.goto(self.address + path)
        return self

    def press(self, words, exact=True):
        """A button or a link that says so; the first on the page."""
        name = re.compile(f"^{re.escape(words)}" + ("$" if exact else ""))
        here = self.page.get_by_role("main")
        here.get_by_role("button", name=name).or_(here.get_by_role("link", name=name)).first.click()
        return self

    def type(self, question, words):
        self.page.get_by_label(question, exact=False).first.fill(words)
        return self

    def choose(self, answer):
        self.page.get_by_label(answer, exact=True).check()
        return self

    def on_day(self, day, name):
        return self.on_day_typed(name, str(day.day), str(day.month), str(day.year))

    def on_day_typed(self, name, *typed):
        for part, value in zip(("day", "month", "year"), typed, strict=True):
            self.page.locator(f"[name={name}_{part}]").fill(value)
        return self

    def sees(self, *words):
        for one in words:
            expect(self.page.get_by_role("main")).to_contain_text(one, timeout=15_000)
        return self

    def told(self, words):
        """The banner after a deed."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=15_000)
        return self

    def sign_in_with_a_code(self, mail):
        """The code comes by mail, through the outbox, the worker and the mail server."""
        self.go("/sign-in/").type("Your email address", self.person.email).press("Send me a code")
        self.sees("Check your email")
        until(lambda: letters_to(mail, self.person, "code"))
        code = re.search(r"\b\d{6}\b", letters_to(mail, self.person, "code")[-1])[0]
        self.page.locator("[data-form=sign-in-code] input[name=code]").fill(code)
        return self.press("Go on")

    def set_up_an_app(self):
        """The second step, with an app that makes codes: once, on the way in."""
        self.sees("One more step").press("Set up an app")
        secret = self.page.locator("code.app-code").inner_text()
        self.page.locator("[data-form=set-up-app] input[name=code]").fill(code_of_the_app(secret))
        return self.press("Switch it on").sees("Your spare codes")


def code_of_the_app(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def letters_to(mail, person, word=""):
    """The texts of letters this person got whose subject or text holds the word."""
    texts = [
        f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}"
        for receivers, message in mail.got
        if receivers == [person.email]
    ]
    return [text for text in texts if word.lower() in text.lower()]
