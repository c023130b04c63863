"""The only code that talks to GOV.UK Notify. One letter, one text or one envelope; what it answers, in our own words."""

import logging
from enum import Enum

from django.conf import settings
from notifications_python_client import NotificationsAPIClient
from notifications_python_client.errors import APIError

from coproduction.kit import logs

NEVER_WENT = {"technical-failure", "validation-failed", "virus-scan-failed", "cancelled"}
NOT_OURS = ("phone_number", "mobile number", "international", "postcode", "last line of address", "address must")
SET_UP = ("team-only", "team api key", "trial mode")
log = logging.getLogger(__name__)
SILENT = 3  # times in a row without an answer: the rest of this round does not wait for it again


class Fault(Enum):
    """Whose trouble it is."""

    PASSES = "it may pass"
    SET_UP = "our own set-up is wrong"
    RECEIVER = "the number or the address"
    LETTER = "this letter"


class NotTaken(Exception):
    """The carrier did not take it, or did not say so. `trouble` is for the operator: a code and a kind, no names."""

    def __init__(self, trouble: str, fault: Fault):
        super().__init__(trouble)
        self.trouble, self.fault = trouble, fault


class Notify:
    """One way to GOV.UK Notify and back, for all letters of a drain."""

    def __init__(self):
        self.client, self.silent, self.shut = None, 0, None

    def find(self, reference: str) -> str:
        """Notify's number of what went with our reference; empty when nothing did."""
        answer = self._ask(lambda client: client.get_all_notifications(reference=reference))
        rows = answer.get("notifications", [])
        went = [one["id"] for one in rows if one.get("reference") == reference and one.get("status") not in NEVER_WENT]
        return str(went[0]) if went else ""

    def text(self, *, number: str, message: str, reference: str) -> str:
        said = {"personalisation": {"message": message}, "reference": reference}
        return self._number_in(
            self._ask(lambda client: client.send_sms_notification(number, settings.NOTIFY_TEXT_TEMPLATE, **said))
        )

    def envelope(self, *, lines: tuple[str, ...], subject: str, body: str, reference: str) -> str:
        said = {f"address_line_{number}": line for number, line in enumerate(lines, start=1)}
        said |= {"subject": subject, "body": body}
        return self._number_in(
            self._ask(
                lambda client: client.send_letter_notification(
                    settings.NOTIFY_LETTER_TEMPLATE, said, reference=reference
                )
            )
        )

    def _number_in(self, answer) -> str:
        if not isinstance(answer.get("id"), str):
            raise NotTaken("Notify gave no number", Fault.PASSES)
        return answer["id"]

    def _ask(self, question) -> dict:
        if self.shut:
            raise self.shut
        try:
            answer = question(self._way())
            if not isinstance(answer, dict):
                raise NotTaken("Notify answered oddly", Fault.PASSES)
        except APIError as error:
            raise self._trouble(error) from error
        self.silent = 0
        return answer

    def _way(self) -> NotificationsAPIClient:
        if self.client is None:
            try:
                self.client = NotificationsAPIClient(
                    settings.NOTIFY_KEY, base_url=settings.NOTIFY_ADDRESS, timeout=settings.NOTIFY_TIMEOUT
                )
            except AssertionError as error:  # the client checks its key so
                raise NotTaken("NOTIFY_KEY is no key", Fault.SET_UP) from error
            self.client.request_session.max_redirects = 0  # what we say of people goes to Notify and nowhere else
        return self.client

    def _trouble(self, error: APIError) -> NotTaken:
        """Where the rest of this round would only hear the same, the way is shut."""
        if error.response is None or error.response.is_redirect:
            self.silent += 1
            log.warning("Notify did not answer: %s", logs.kind(error))
            found = NotTaken("Notify did not answer", Fault.PASSES)
            self.shut = found if self.silent >= SILENT else None
            return found
        code, kind, said = error.status_code, *_said(error)
        trouble = f"Notify {code} {kind}".strip()[:80]
        if code in (401, 403) or (code == 400 and any(words in said for words in SET_UP)):
            self.shut = NotTaken(trouble, Fault.SET_UP)
            return self.shut
        if code == 429:
            self.shut = NotTaken(trouble, Fault.PASSES)
            return self.shut
        if 400 <= code < 500 and code != 408:
            return NotTaken(trouble, Fault.RECEIVER if any(words in said for words in NOT_OURS) else Fault.LETTER)
        return NotTaken(trouble, Fault.PASSES)


def _said(error: APIError) -> tuple[str, str]:
    """The kind of its first error, and all that it says in small letters (never kept: it may name a person)."""
    said = error.message
    kind = said[0].get("error", "") if isinstance(said, list) and said and isinstance(said[0], dict) else ""
    return "".join(one for one in str(kind) if one.isalnum())[:40], str(said).lower()
