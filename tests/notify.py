"""A stand-in for GOV.UK Notify: the same HTTP and the same errors on loopback, which remembers what it took and can fail.

Told to fail with `faults`, one for each POST in turn: a number is that status; "lose" takes the message and hangs up without
an answer; "slow" takes it and answers too late; "odd" takes it and answers with a page that is no JSON; "away" takes it
and points to another address, where it would be taken again.
"""

import json
import re
import threading
import time
import uuid
from collections import Counter, deque
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TOKEN = "what-notify-says-to-prove-itself"
KEY = f"tests-{SERVICE}-{SECRET}"
TEXT_TEMPLATE, LETTER_TEMPLATE = "9b9f0a5c-5b0c-4f0a-8f5a-3f7a1a9f1c11", "0c3f8a4e-1d2b-4c6e-9a7b-5e2d4f6a8b90"
HOLES = {TEXT_TEMPLATE: {"message"}, LETTER_TEMPLATE: {"address_line_1", "subject", "body"}}
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", re.IGNORECASE)
SAID = {
    429: ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    500: ("Exception", "Internal server error"),
    503: ("Exception", "Service unavailable"),
    403: ("AuthError", "Invalid token: API key not found"),
}


class Refused(Exception):
    def __init__(self, status, error, message):
        super().__init__(message)
        self.status, self.error, self.message = status, error, message


@dataclass
class Notify:
    taken: list = field(default_factory=list)  # as GET gives them back
    faults: deque = field(default_factory=deque)
    fault_of: object = None  # called with the number of the POST, for a pattern instead of a list
    down: int = 0  # this status to everything
    when_taken: object = None  # called with a message before it is answered: a receipt may be earlier than the answer
    pause: float = 0
    posts: int = 0
    asked: list = field(default_factory=list)  # references looked up
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def texts(self):
        return [one for one in self.taken if one["type"] == "sms"]

    @property
    def letters(self):
        return [one for one in self.taken if one["type"] == "letter"]

    def references(self):
        return Counter(one["reference"] for one in self.taken)

    def next_fault(self):
        with self.lock:
            self.posts += 1
            if self.fault_of:
                return self.fault_of(self.posts)
            return self.faults.popleft() if self.faults else None

    def take(self, kind, said):
        template = said.get("template_id")
        if template not in HOLES:
            raise Refused(400, "BadRequestError", "Template not found")
        given = said.get("personalisation") or {}
        if kind == "sms":
            self.check_number(said.get("phone_number", ""))
        else:
            self.check_envelope(given)
        if missing := HOLES[template] - set(given):
            raise Refused(400, "BadRequestError", f"Missing personalisation: {', '.join(sorted(missing))}")
        one = {
            "id": str(uuid.uuid4()), "reference": said.get("reference"), "type": kind, "status": "created",
            "phone_number": said.get("phone_number"), "body": given.get("message") or given.get("body"),
            "subject": given.get("subject"), "template": {"id": template, "version": 1},
            "lines": [given[f"address_line_{n}"] for n in range(1, 8) if given.get(f"address_line_{n}")],
        }  # fmt: skip
        with self.lock:
            self.taken.append(one)
        if self.when_taken:
            self.when_taken(one)
        return one

    def check_number(self, number):
        if not re.fullmatch(r"\+[0-9]{8,15}", number):
            raise Refused(400, "ValidationError", "phone_number Not enough digits")
        if number == "+447700900999":
            raise Refused(400, "ValidationError", "phone_number Not a UK mobile number")
        if not number.startswith("+44"):
            raise Refused(400, "BadRequestError", "Cannot send to international mobile numbers")

    def check_envelope(self, given):
        lines = [given.get(f"address_line_{n}") for n in range(1, 8)]
        lines = [line for line in lines if line]
        if len(lines) < 3:
            raise Refused(400, "ValidationError", "Address must be at least 3 lines")
        if not POSTCODE.fullmatch(lines[-1]):
            raise Refused(400, "ValidationError", "Last line of address must be a real UK postcode or another country")


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def notify(self) -> Notify:
        return self.server.notify

    def log_message(self, *said):
        """Quiet."""

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def check_token(self):
        kind, _, token = self.headers.get("Authorization", "").partition(" ")
        if kind != "Bearer":
            raise Refused(401, "AuthError", "Unauthorized, authentication token must be provided")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
        except jwt.InvalidTokenError as error:
            raise Refused(403, "AuthError", "Invalid token: signature, api token not found") from error
        if claims.get("iss") != SERVICE:
            raise Refused(403, "AuthError", "Invalid token: service not found")
        if abs(time.time() - claims.get("iat", 0)) > 30:
            raise Refused(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")

    def answer(self, status, said):
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, error, message):
        self.answer(status, {"status_code": status, "errors": [{"error": error, "message": message}]})

    def opened(self, work):
        try:
            self.check_token()
            if self.notify.down:
                raise Refused(self.notify.down, *SAID[self.notify.down])
            work()
        except Refused as one:
            self.refuse(one.status, one.error, one.message)

    def do_POST(self):
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.opened(lambda: self.send(said))

    def send(self, said):
        kind = self.path.rpartition("/")[2]
        if self.path not in ("/v2/notifications/sms", "/v2/notifications/letter"):
            raise Refused(404, "NotFound", "The requested URL was not found on the server.")
        fault = self.notify.next_fault()
        if isinstance(fault, int):
            raise Refused(fault, *SAID[fault])
        one = self.notify.take(kind, said)
        time.sleep(self.notify.pause)
        if fault == "lose":
            self.close_connection = True
            self.connection.close()
            raise ConnectionError
        if fault == "slow":
            time.sleep(3)
        if fault == "away":
            self.send_response(307)
            self.send_header("Location", self.path)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if fault == "odd":
            return self.answer(201, b"<html>a proxy</html>")
        if fault in ("list", "nameless"):
            return self.answer(201, b"[]" if fault == "list" else b"{}")
        content = {"body": one["body"], "from_number": "447537417379"} if kind == "sms" else {"subject": one["subject"]}
        uri = f"{self.notify.address}/v2/notifications/{one['id']}"
        gone = {"id": one["id"], "reference": one["reference"], "content": content, "uri": uri}
        return self.answer(201, gone | {"template": one["template"], "scheduled_for": None})

    def do_GET(self):
        self.opened(self.look_up)

    def look_up(self):
        asked = urlsplit(self.path)
        if asked.path == "/v2/notifications":
            [reference] = parse_qs(asked.query).get("reference", [None])
            self.notify.asked.append(reference)
            found = [one for one in self.notify.taken if reference in (None, one["reference"])]
            return self.answer(200, {"notifications": found[::-1][:250], "links": {"current": self.path}})
        ident = asked.path.removeprefix("/v2/notifications/")
        found = [one for one in self.notify.taken if one["id"] == ident]
        if not found:
            raise Refused(404, "NoResultFound", "No result found")
        return self.answer(200, found[0])


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A connection that was cut on purpose is no news."""


@contextmanager
def running(**told):
    server = Server(("127.0.0.1", 0), Door)
    server.notify = Notify(port=server.server_address[1], **told)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.notify
    finally:
        server.shutdown()
        server.server_close()


def point_to(settings, notify: Notify) -> None:
    settings.NOTIFY_KEY, settings.NOTIFY_ADDRESS = KEY, notify.address
    settings.NOTIFY_TEXT_TEMPLATE, settings.NOTIFY_LETTER_TEMPLATE = TEXT_TEMPLATE, LETTER_TEMPLATE
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN
    settings.NOTIFY_TIMEOUT = 1
