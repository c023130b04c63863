"""Somebody at a web server of their choice, over HTTP: as much of a browser as a form needs."""

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from tests.cast import signed_in


@dataclass
class Answer:
    status_code: int
    content: bytes


class Browser:
    def __init__(self, address, person):
        self.server = urlsplit(address).netloc
        self.cookies = {settings.SESSION_COOKIE_NAME: signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value}

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, typed):
        return self._ask("POST", path, urlencode(typed))

    def _ask(self, how, path, body=None):
        held = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        way = HTTPConnection(self.server, timeout=60)
        way.request(how, path, body, held | {"Content-Type": "application/x-www-form-urlencoded"})
        answer = way.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        content = answer.read()
        way.close()
        return Answer(answer.status, content)
