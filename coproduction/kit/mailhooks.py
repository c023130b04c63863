"""What mail providers tell us by JSON, in one shape. Knows no table and fetches nothing.

Three shapes: our own, Amazon SES (bare, or wrapped by SNS as it sends it) and Postmark. What is not about an address that
does not work or a letter nobody wants (delivered, opened, clicked, an answering machine) gives no event.
"""

import json
from dataclasses import dataclass
from email.utils import parseaddr

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from coproduction.kit.reports import Kind

POSTMARK_HARD = {"HardBounce", "BadEmailAddress", "ManuallyDeactivated"}
POSTMARK_SOFT = {
    "SoftBounce",
    "Transient",
    "DnsError",
    "Blocked",
    "DMARCPolicy",
    "SpamNotification",
    "VirusNotification",
}
POSTMARK_COMPLAINT = {"SpamComplaint", "Unsubscribe"}
LONGEST = 254
OURS = {"hard": Kind.HARD, "soft": Kind.SOFT, "complaint": Kind.COMPLAINT}


class NotAnEvent(ValueError):
    """It is not JSON of a shape we know, or a part that we need is missing."""


@dataclass(frozen=True)
class Event:
    """One address, one thing that happened. `ident` is the provider's own and never comes twice for two events."""

    ident: str
    kind: Kind
    address: str
    message_id: str = ""  # of our letter, if the provider says it
    return_path: str = ""  # the address our letter said reports go to


def read(body: bytes) -> list[Event]:
    said = loaded(body)
    if isinstance(said.get("Type"), str) and "TopicArn" in said:
        return of_sns(said)
    if "notificationType" in said or "eventType" in said:
        return of_ses(said)
    if "RecordType" in said:
        return of_postmark(said)
    return of_ours(said)


def loaded(body) -> dict:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError, TypeError) as error:
        raise NotAnEvent("It is not JSON.") from error
    if not isinstance(said, dict):
        raise NotAnEvent("It is not a JSON object.")
    return said


def text(said, *names) -> str:
    """What stands there, if it is words or a number."""
    for name in names:
        said = said.get(name) if isinstance(said, dict) else None
    return str(said).strip()[:300] if isinstance(said, str | int) and not isinstance(said, bool) else ""


def needed(said, *names) -> str:
    found = text(said, *names)
    if not found:
        raise NotAnEvent(f"{'.'.join(names)} is missing.")
    return found


def of_ours(said) -> list[Event]:
    kind = OURS.get(needed(said, "kind").lower())
    if kind is None:
        raise NotAnEvent("kind is none of hard, soft and complaint.")
    address, message_id = bare(text(said, "address")), text(said, "message_id")
    if not (address or message_id):
        raise NotAnEvent("address and message_id are both missing.")
    return [Event(f"ours:{needed(said, 'id')}", kind, address, message_id)]


def of_sns(said) -> list[Event]:
    """Its envelope. *Confirm this subscription* is for whoever keeps the site running: see `confirmation`."""
    if said["Type"] != "Notification":
        return []
    inner = loaded(said.get("Message"))
    return of_ses(inner) if "notificationType" in inner or "eventType" in inner else []


def confirmation(body: bytes) -> str:
    """The address a new subscription of SNS is confirmed at, for a person to open. Empty for anything else."""
    said = loaded(body)
    address = text({"url": said.get("SubscribeURL")}, "url")
    return address if said.get("Type") == "SubscriptionConfirmation" and address.startswith("https://") else ""


def of_ses(said) -> list[Event]:
    what = text(said, "notificationType") or text(said, "eventType")
    if what not in ("Bounce", "Complaint"):
        return []
    part, name = (said.get("bounce"), "bounced") if what == "Bounce" else (said.get("complaint"), "complained")
    hard = text(part, "bounceType") == "Permanent"
    kind = Kind.COMPLAINT if what == "Complaint" else Kind.HARD if hard else Kind.SOFT
    ident, listed = needed(part, "feedbackId"), part.get(f"{name}Recipients")
    if not isinstance(listed, list):
        raise NotAnEvent(f"{name}Recipients is missing.")
    ours = text(said, "mail", "commonHeaders", "messageId"), text(said, "mail", "source")
    only = ours if len(listed) == 1 else ("", "")  # our letters have one receiver
    return [
        Event(f"ses:{ident}:{number}", kind, needed_address(one, "emailAddress"), *only)
        for number, one in enumerate(listed)
    ]


def of_postmark(said) -> list[Event]:
    kind, record = text(said, "Type"), text(said, "RecordType")
    if record not in ("Bounce", "SpamComplaint"):
        return []
    if record == "SpamComplaint" or kind in POSTMARK_COMPLAINT:
        found = Kind.COMPLAINT
    elif kind in POSTMARK_HARD or kind in POSTMARK_SOFT:
        found = Kind.HARD if kind in POSTMARK_HARD else Kind.SOFT
    else:
        return []
    return [Event(f"postmark:{record}:{needed(said, 'ID')}", found, needed_address(said, "Email"))]


def needed_address(said, name) -> str:
    found = bare(needed(said, name))
    if not found:
        raise NotAnEvent(f"{name} is not an address.")
    return found


def bare(address: str) -> str:
    """`Sam <Sam@Example.org>` as `sam@example.org`; empty for what is no address."""
    found = parseaddr(address)[1].lower()
    try:
        validate_email(found)
    except ValidationError:
        return ""
    return found if len(found) <= LONGEST else ""
