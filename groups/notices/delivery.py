"""The only code that talks to a mail server. One letter, one receiver, one message; never Cc or Bcc."""

import logging
import smtplib
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from coproduction.kit import reports
from groups.choices import queries as choices
from groups.notices import emails, operations, queries
from groups.notices.models import Letter

log = logging.getLogger(__name__)
AT_A_TIME = 50
SAFE = operations.LEASE.total_seconds() - 60  # letters not begun by then are given back: the lease must not run out


class MoreThanOneReceiver(ValueError):
    """A message was made for nobody or for several."""


class NoServer(OSError):
    """The mail server cannot be reached or does not let us in."""


def send_due(clock: Callable[[], datetime], *, seconds: float = 200) -> Counter:
    """Sends what is due, a few at a time, until nothing is left or the time is up. Returns how many of each outcome."""
    counts, until = Counter(), time.monotonic() + seconds
    with Round() as round_:
        while time.monotonic() < until:
            now = clock()
            lease = operations.claim(now=now, limit=AT_A_TIME)
            if lease is None:
                break
            begun = time.monotonic()
            going, ended = operations.settle(queries.claimed(lease), now=now)
            counts += ended
            for place, letter in enumerate(going):
                if time.monotonic() > begun + SAFE:
                    operations.give_back(going[place:])
                    break
                counts[round_.deliver(letter, clock())] += 1
    return counts


class Round:
    """One way to the mail server and back: a connection kept open for all letters of a drain."""

    def __init__(self):
        self.server = None
        self.away = False
        self.gone = set()  # addresses that turned out not to be there on this way

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.hang_up()

    def hang_up(self):
        if self.server:
            self.server.close()
            self.server = None

    def deliver(self, letter: Letter, now: datetime) -> str:
        if not settings.EMAIL_URL:
            operations.went(letter, now=now, way=Letter.Way.KEPT)
            return "kept"
        if queries.address_of(letter) in self.gone and not operations.settle([letter], now=now)[0]:
            return "expire"
        try:
            self.hand_over(message(letter))
        except (smtplib.SMTPException, OSError, ValueError) as error:
            return self.not_taken(letter, error, now)
        operations.went(letter, now=now)
        return "sent"

    def hand_over(self, mail) -> None:
        if self.server is None:
            self.dial()
        self.server.send_messages([mail])

    def dial(self) -> None:
        if self.away:  # it did not answer a moment ago: the rest of this round does not wait for it again
            raise NoServer
        server = get_connection("django.core.mail.backends.smtp.EmailBackend")
        try:
            server.open()
        except (smtplib.SMTPException, OSError) as error:
            self.away = True
            raise NoServer from error
        self.server = server

    def not_taken(self, letter: Letter, error: Exception, now: datetime) -> str:
        """A person's address that does not take it, something wrong with this letter, or trouble that may pass."""
        code, trouble = reply_code(error), f"{type(error).__name__} {reply_code(error) or ''}".strip()
        log.warning("A letter was not taken: %s", trouble)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return self.refused(letter, error, now, code, trouble)
        self.hang_up()
        ours = isinstance(error, smtplib.SMTPSenderRefused)  # our own set-up is wrong: the letter is not to blame
        unsendable = isinstance(error, ValueError)  # a bad header, letters no server can read, more than one receiver
        for_good = unsendable or (code >= 500 and not ours)
        operations.failed(letter, now=now, trouble=trouble, for_good=for_good)
        return "failed"

    def refused(self, letter, error, now, code, trouble) -> str:
        """The address itself: it is not there, or not for now."""
        said = b" ".join(
            words if isinstance(words, bytes) else str(words).encode() for _, words in error.recipients.values()
        )
        if reports.of_reply(code, said.decode("utf-8", "replace")) == reports.Kind.HARD:
            self.gone.add(queries.address_of(letter))
            operations.bounced(letter, now=now, trouble=trouble)
            return "bounced"
        operations.not_now(letter, now=now, trouble=trouble, for_good=code >= 500)
        return "failed"


def reply_code(error: Exception) -> int:
    """The mail server's number, or 0. 5xx means: never; anything else: perhaps later."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), 0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def message(letter: Letter) -> EmailMultiAlternatives:
    """The letter as a mail message: plain text first, HTML second, its own Message-ID, how to stop in one click."""
    preference = choices.preference_of(letter.person)
    letter.discreet = preference.discreet and letter.kind != Letter.Kind.SIGN_IN
    subject, text, html = emails.framed(letter)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if preference.discreet else settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated", "From": sender}
    if letter.stoppable:
        headers["List-Unsubscribe"] = f"<{emails.stop_address(letter)}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    answer_to = [emails.reply_address(letter)] if letter.takes_replies and settings.REPLY_DOMAIN else []
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=emails.return_address(letter) if settings.REPLY_DOMAIN else sender,  # on the envelope only
        to=[emails.checked(queries.address_of(letter))],
        headers=headers,
        reply_to=answer_to,
    )
    mail.attach_alternative(html, "text/html")
    enclose(mail, letter)
    if len(mail.recipients()) != 1 or mail.cc or mail.bcc:
        raise MoreThanOneReceiver
    return mail


def enclose(mail: EmailMultiAlternatives, letter: Letter) -> None:
    """One part for a calendar stands beside the words, as mail programs want it; several go as files. A note has none."""
    enclosures = [] if letter.discreet else queries.enclosures_of(letter)
    if len(enclosures) == 1:
        mail.attach_alternative(enclosures[0].content, enclosures[0].mime)
    else:
        for number, one in enumerate(enclosures, start=1):
            mail.attach(f"{number}-{one.name}", one.content, one.mime)
