"""A group in which something waits for everybody: everything that can stand on a first page, so many of each."""

from datetime import timedelta

from feedback.asides import operations as asides
from feedback.challenges import operations as challenges
from feedback.deeds import operations as deeds
from feedback.outcomes import operations as outcomes
from feedback.reports import operations as reports
from feedback.scribing import operations as scribing
from feedback.speaking_up import operations as speaking_up
from groups.actions import operations as actions
from groups.agendas import operations as agendas
from groups.arrangements import operations as arrangements
from groups.checkouts import operations as checkouts
from groups.corrections import operations as corrections
from groups.meetings.models import Meeting, Reply
from groups.membership.models import Membership
from groups.minutes import operations as minutes
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.papers import operations as papers
from groups.polls import operations as polls
from groups.polls.models import Proposed
from groups.putting_off import operations as putting_off
from groups.sharing import operations as sharing
from groups.ways import operations as ways
from tests import builders
from tests.feedback import chain
from tests.feedback.gathering import pieces
from tests.feedback.impact.asking import asked
from tests.groups.meetings import full

DAY = timedelta(days=1)


def fill(cast, now, rows):
    Full(cast, now, rows)


class Full:
    def __init__(self, cast, now, rows):
        self.cast, self.now, self.rows = cast, now, rows
        self.by = cast.farah.membership
        self.plain = {"by": self.by, "now": now}
        cast.group.is_public = True
        cast.group.ways_of_working, cast.group.ways_looked_on = "- Listen", (now - 300 * DAY).date()
        cast.group.save()
        Membership.objects.update(joined_at=now - 400 * DAY, looked_at=now - 5 * DAY, looked_before_at=now - 9 * DAY)
        for n in range(rows):
            self.was_said(n)
        for n in range(8):  # enough that people can be asked without their names
            builders.membership(cast.group, name=f"Reader {n}")
        ways.ask(by=Membership.objects.with_people().get(pk=self.by.pk), now=now)
        for n in range(rows):
            self.in_confidence(n)
            self.dates(n)
            self.meeting_ahead(n)
            self.meeting_behind(n)
            self.put_off(n)
        speaking_up.open_asking(group=cast.group, due_on=now.date(), now=now)

    def put_off(self, n):
        """A reminder of theirs that comes back tomorrow."""
        for one in (self.cast.sam, self.cast.farah, self.cast.okoro):
            key = f"due-{n}-{one.person.pk}"
            told = {"to": one.person, "key": key, "at": self.now, "group": self.cast.group}
            notices.post("groups/actions/emails/action_due", about=f"action:{n}:2026-12-01:0", **told)
            putting_off.put_off(letter=Letter.objects.get(key=key), choice="TOMORROW", now=self.now)

    def was_said(self, n):
        """On every shelf, late, challenged, asked about, to be looked at again, and in no entry yet."""
        cast, now = self.cast, self.now
        long_ago = now - 60 * DAY
        chain.drafted(cast, long_ago)
        chain.agreeing(cast, long_ago)
        chain.agreeing(cast, now)
        chain.sent(cast, long_ago)
        chain.claimed(cast, now)
        late = chain.decided(cast, long_ago)
        day = (now - DAY).date()
        deeds.take_on(by=cast.priya.membership, now=long_ago, said=late, what="Write", owner="Clinic", due_on=day)
        refused = chain.cannot(cast, long_ago)
        challenges.challenge(by=cast.sam.membership, now=long_ago, said=refused, words="Look again, please.")
        again = chain.did(cast, now)
        outcomes.move_review(said=again, to_on=now.date(), reason="It is time", **self.plain)
        asked(cast, now - 95 * DAY)
        pieces.named(cast, now - pieces.LONG_AGO)
        pieces.from_the_group(cast, now)

    def in_confidence(self, n):
        cast, now = self.cast, self.now
        asides.write(by=cast.jo.membership, now=now, words=f"I am afraid, {n}.")
        mine = asides.write(by=cast.sam.membership, now=now, words=f"I worry, {n}.")
        asides.answer(aside=mine, words="Thank you.", **self.plain)
        told = {"member": cast.sam.membership, "shown_as": "NAME", "reached_us": "PHONE"}
        scribing.write_down(words=f"Bigger print, {n}.", **told, **self.plain)
        rude = pieces.named(cast, now, who=cast.jo, words=f"Sharp words, {n}")
        reports.report(by=cast.sam.membership, now=now, post=rude, because="UNKIND")

    def dates(self, n):
        """One poll that is open, and one that has closed."""
        for title, ahead in (("Which day?", 5), ("Which evening?", -2)):
            at, closes_on = self.now - 9 * DAY, (self.now + ahead * DAY).date()
            days = [self.now + 15 * DAY, self.now + 16 * DAY]
            dates = [Proposed(k, day, day + timedelta(hours=1), "HYBRID", "Hall") for k, day in enumerate(days, 1)]
            guests = [self.cast.priya.membership, self.cast.okoro.membership]
            polls.ask(by=self.by, now=at, title=f"{title} {n}", dates=dates, closes_on=closes_on, guests=guests)

    def meeting(self, title, days):
        return builders.meeting(self.cast.group, self.by, f"{title}, {days} days", starts_at=self.now + days * DAY)

    def meeting_ahead(self, n):
        """It lacks everything: an agenda, replies, papers, and what people need."""
        cast, now = self.cast, self.now
        ahead = self.meeting("Ahead", 9 + n)
        for player in (cast.priya, cast.okoro):
            builders.guest(ahead, player.membership)
        agendas.propose(meeting=ahead, by=cast.jo.membership, now=now, title="Parking", purpose="HEAR", minutes=5)
        for player in (cast.farah, cast.sam, cast.jo, cast.priya, cast.okoro):
            papers.ask_for(owner=player.membership, title="The budget", meeting=ahead, **self.plain)
        said = {"answer": "YES", "needs": full.NEED, "replied_at": now}
        Reply.objects.create(meeting=ahead, membership=Membership.objects.get(person__name="Reader 0"), **said)
        for player in (cast.farah, cast.sam, cast.okoro, cast.priya, None):
            self.late_action(player and player.membership, n)

    def late_action(self, owner, n):
        actions.write(
            by=self.by, now=self.now - 20 * DAY, what=f"Ring them, {n}", owner=owner, due_on=(self.now - 2 * DAY).date()
        )

    def meeting_behind(self, n):
        """Notes that are late, to be read, corrected, confirmed and shown; and what is asked when a meeting is over."""
        plain, now = self.plain, self.now
        self.meeting("Without notes", -30 - n)
        for days, far in ((-12, "asked"), (-13, "corrected"), (-14, "read"), (-15, "confirmed")):
            was = Meeting.objects.select_related("group").get(pk=self.meeting("Noted", days).pk)
            minutes.write(meeting=was, version=0, summary="In short.", **plain)
            asked_at = now - 9 * DAY if far in ("read", "confirmed") else now
            corrections.ask_to_read(meeting=was, by=self.cast.jo.membership, now=asked_at)
            if far == "corrected":
                by = self.cast.jo.membership
                corrections.propose(meeting=was, by=by, now=now, part="summary", words="Not quite")
            if far == "confirmed":
                corrections.confirm(meeting=was, version=1, **plain)
                sharing.propose(meeting=was, **plain)
        ended = self.meeting("Just ended", -1)
        for player in (self.cast.farah, self.cast.sam, self.cast.priya):
            Reply.objects.create(
                meeting=ended, membership=player.membership, answer="YES", needs=full.NEED, replied_at=now - 3 * DAY
            )
        arrangements.ask(meeting=ended, now=now)
        checkouts.open_questions(meeting=ended, now=now)
