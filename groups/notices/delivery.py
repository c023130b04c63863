"""The only code that talks to a mail server. One letter, one receiver, one message; never Cc or Bcc.

What goes by text or by post is handed to `groups.carriers`, the only code that talks to GOV.UK Notify.
"""

import logging
import smtplib
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from email.errors import MessageError
from email.utils import parseaddr
from functools import partial

from django.conf import settings
from django.core.mail import get_connection
from django.db import connection

from coproduction.kit import apart, logs, reports, ticks
from coproduction.kit.mails import Mail
from groups.carriers import operations as carriers
from groups.carriers.delivery import Fault, Notify, NotTaken
from groups.carriers.models import Way, Why
from groups.choices import queries as choices
from groups.notices import emails, operations, queries
from groups.notices.models import Letter, Mailing
from groups.notices.queries import failing

log = logging.getLogger(__name__)
SAFE = operations.LEASE.total_seconds() - 60  # letters not begun by then are given back: the lease must not run out
AT_A_TIME, FRESH = 200, 2  # letters; seconds that a look at them holds
AWAY, PAUSE = 30, 0.5  # seconds: so long a database that is away is waited for, and so long between two tries
LETTERS_TO_MANY = ticks.Job("letters to many", Mailing.objects.to_unfold, lambda now: operations.unfold(now=now))


class NoServer(OSError):
    """The mail server cannot be reached or does not let us in."""


def send_due(clock: Callable[[], datetime], *, seconds: float = 200, stop: Callable[[], bool] = lambda: False):
    """Sends what is due, a few at a time, until nothing is left, the time is up or somebody says stop: a Counter of outcomes.
    Each turn gets something done, however slow the machine is. Between two turns it takes up a part of what waits to be posted
    (digests) or written (letters to many): so each worker more does more of that, and nobody's letter waits for all of it."""
    counts, until = Counter(), time.monotonic() + seconds
    with Round() as round_:
        while not stop():
            now = clock()
            made = ticks.share(now, LETTERS_TO_MANY)
            lease = operations.claim(now=now, limit=AT_A_TIME)
            if lease:
                counts += send_leased(round_, lease, clock, stop, until)
            if not (lease or made) or time.monotonic() > until:
                break
    return counts


def send_leased(round_: "Round", lease, clock, stop, until: float) -> Counter:
    """Sends what is under one lease, or a part of it when the turn is over. It looks at as many as go while the look holds, so
    that few are looked at twice; what waits behind a slow letter is looked at again: it may be wrong by then."""
    counts, going, more, looked, begun = Counter(), [], True, 0, time.monotonic()
    while going or more:
        if stop() or time.monotonic() > begun + SAFE or (counts and time.monotonic() > until):
            operations.give_back(queries.claimed(lease))
            return counts
        if not going or time.monotonic() > looked + FRESH:
            round_.keep_pace(left=len(going))
            held, (going, ended) = surely(lambda: look(lease, round_.pace, clock()))
            more, counts, looked = held == round_.pace, counts + ended, time.monotonic()
        if going:
            counts[round_.deliver(going.pop(0), clock())] += 1
    return counts


def look(lease, at_most: int, now: datetime):
    """How many are under the lease (counted no further than that), and which of those go."""
    held = queries.claimed(lease, at_most)
    return len(held), operations.settle(held, now=now)


def surely(say: Callable):
    """What is under a lease must not wait for its end, nor what went go again, because the database is away for a moment."""
    patience = time.monotonic() + AWAY
    while True:
        try:
            return say()
        except apart.OF_ALL:
            if connection.in_atomic_block or time.monotonic() > patience:
                raise
            connection.close()
            time.sleep(PAUSE)


class Round:
    """One way to the mail server and back: a connection kept open for all letters of a drain."""

    def __init__(self):
        self.server = None
        self.away = False
        self.pace = AT_A_TIME
        self.notify = Notify()
        self.gone = set()  # addresses that turned out not to be there on this way

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.hang_up()

    def keep_pace(self, left: int) -> None:
        """More in the next look if all of the last went in time, fewer if some were left."""
        self.pace = max(self.pace - left, 1) if left else min(self.pace * 2, AT_A_TIME)

    def hang_up(self):
        if self.server:
            self.server.close()
            self.server = None

    def deliver(self, letter: Letter, now: datetime) -> str:
        if letter.going:
            if letter.going.carried:
                return self.carry(letter, now)
            carriers.instead(letter, way=letter.going.way, why=letter.going.why, now=now)
        return self.mail(letter, now)

    def carry(self, letter: Letter, now: datetime) -> str:
        """By text or by post. What may have gone already is asked for before it is sent again: each costs money."""
        going = letter.going
        letter.discreet = choices.wanted(letter.person, letter.group_id).discreet
        if not queries.still_ours(letter, now):
            return "lost"
        said = self.drawn(emails.as_text_message if going.way == Way.TEXT else emails.on_paper, letter, now)
        if said is None:
            return "failed"
        if not carriers.begin(letter, going=going, takes_replies=emails.answered_by_text(letter), now=now):
            return self.by_email_instead(letter)
        try:
            ident = "" if going.known or not going.begun else self.notify.find(carriers.reference_of(letter))
            if not (ident or going.known):
                if going.why:
                    carriers.instead(letter, way=going.way, why=going.why, now=now)
                    return self.by_email_instead(letter)
                ident = self.give_to_notify(letter, said)
        except NotTaken as error:
            return self.not_carried(letter, error, now)
        carriers.taken(letter, ident=ident, now=now)
        cut = going.way == Way.POST and said.cut
        operations.went(letter, now=now, way=Letter.Way.CUT if cut else going.way)
        return "sent"

    def give_to_notify(self, letter: Letter, said: "str | emails.Paper") -> str:
        reference, going = carriers.reference_of(letter), letter.going
        if going.begun:
            carriers.goes_to(letter, going=going)
        if going.way == Way.TEXT:
            return self.notify.text(number=going.to, message=said, reference=reference)
        return self.notify.envelope(lines=going.to, subject=said.subject, body=said.body, reference=reference)

    def by_email_instead(self, letter: Letter) -> str:
        """It is looked at again in this drain, because its email address may not take letters either."""
        operations.give_back([letter])
        return "instead"

    def not_carried(self, letter: Letter, error: NotTaken, now: datetime) -> str:
        log.warning("A letter was not carried: %s", error.trouble)
        if error.fault == Fault.RECEIVER:
            if letter.going.way == Way.TEXT:
                carriers.number_refused(number=letter.going.to, now=now)
            if letter.person:
                carriers.instead(letter, way=letter.going.way, why=Why.NOT_TAKEN, now=now)
                return self.by_email_instead(letter)
        for_good = error.fault in (Fault.RECEIVER, Fault.LETTER)
        if for_good:
            carriers.not_gone(letter)
        operations.failed(letter, now=now, trouble=error.trouble, for_good=for_good)
        return "failed"

    def mail(self, letter: Letter, now: datetime) -> str:
        if not settings.EMAIL_URL:
            operations.went(letter, now=now, way=Letter.Way.KEPT)
            return "kept"
        if queries.address_of(letter) in self.gone and not operations.settle([letter], now=now)[0]:
            return "expire"
        if (drawn := self.drawn(message, letter, now)) is None:
            return "failed"
        try:
            self.hand_over(drawn)
        except (smtplib.SMTPException, OSError, ValueError, MessageError) as error:
            return self.not_taken(letter, error, now)
        surely(partial(operations.went, letter, now=now))
        return "sent"

    def drawn(self, draw: Callable, letter: Letter, now: datetime):
        """The letter as it goes out. One that cannot be drawn is set aside: nothing, and the others go."""
        try:
            return draw(letter)
        except apart.OF_ALL:
            raise
        except emails.UNSENDABLE as error:
            self.not_taken(letter, error, now)
        except Exception as error:  # whatever is wrong with one, the others must still go
            log.error("A letter could not be drawn: %s", type(error).__name__, exc_info=True)
            operations.set_aside(letter, now=now, trouble=failing(letter, operations.NOT_DRAWN, error).because)
        return None

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
            log.warning("The mail server gave no way in: %s", logs.kind(error))
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
        # a bad header, letters no server can read, more than one receiver
        unsendable = isinstance(error, ValueError | MessageError)
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


def message(letter: Letter) -> Mail:
    """The letter as a mail message: plain text first, HTML second, its own Message-ID, how to stop in one click."""
    preference = choices.preference_of(letter.person)
    letter.discreet = preference.discreet and letter.kind != Letter.Kind.SIGN_IN
    stop_url = emails.stop_address(letter) if letter.stoppable else ""
    subject, text, html = emails.framed(letter, stop_url)
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1] if preference.discreet else settings.DEFAULT_FROM_EMAIL
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated", "From": sender}
    if stop_url:
        headers["List-Unsubscribe"] = f"<{stop_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    answer_to = [emails.reply_address(letter)] if letter.takes_replies and settings.REPLY_DOMAIN else []
    mail = Mail(
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
        raise emails.MoreThanOneReceiver
    return mail


def enclose(mail: Mail, letter: Letter) -> None:
    """One part for a calendar stands beside the words, as mail programs want it; several go as files. A note has none."""
    enclosures = [] if letter.discreet else queries.enclosures_of(letter)
    if len(enclosures) == 1:
        mail.attach_alternative(enclosures[0].content, enclosures[0].mime)
    else:
        for number, one in enumerate(enclosures, start=1):
            mail.attach(f"{number}-{one.name}", one.content, one.mime)
