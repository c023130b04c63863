"""The cast's group with something of everything in it, so that every form there is stands on some page."""

import datetime as dt
import time
from datetime import timedelta
from urllib.parse import urlencode

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from coproduction.kit import sheets
from feedback.asides import operations as asides
from feedback.attachments import operations as attachments
from feedback.challenges import operations as challenges
from feedback.closing import operations as closings
from feedback.commitments import operations as commitments
from feedback.concerns import operations as concerns
from feedback.deeds import operations as deeds
from feedback.disputes import operations as disputes
from feedback.drafts import operations as drafts
from feedback.emergencies import operations as emergencies
from feedback.gathering import operations as gathering
from feedback.handovers import operations as handovers
from feedback.impact import queries as impact
from feedback.imports import operations as imports
from feedback.imports.models import Import
from feedback.ingredients import operations as ingredients
from feedback.journey import operations as journey
from feedback.journey.models import Move
from feedback.later import operations as later
from feedback.log import operations as log
from feedback.outcomes import operations as outcomes
from feedback.programmes import operations as programmes
from feedback.records import operations as records
from feedback.replies import operations as replies
from feedback.reports import operations as reports
from feedback.reviews import operations as reviews
from feedback.scribing import operations as scribing
from feedback.seven_steps import operations as seven_steps
from feedback.speaking_up import operations as speaking_up
from feedback.steps_seen import operations as steps_seen
from feedback.steps_seen.models import StepsAsking
from feedback.topics import operations as topics
from feedback.voice import operations as voice
from groups.actions import operations as actions
from groups.agendas import operations as agendas
from groups.arrangements import operations as arrangements
from groups.attendance import operations as attendance
from groups.away import operations as away
from groups.calendars import operations as calendars
from groups.carriers import queries as carriers
from groups.carriers.models import Carriage
from groups.charter import operations as charter
from groups.checkouts import operations as checkouts
from groups.choices.queries import stop_token
from groups.complaints import operations as complaints
from groups.corrections import operations as corrections
from groups.erasures import operations as erasures
from groups.facilitation import operations as facilitation
from groups.glossary import operations as glossary
from groups.invitations import operations as invitations
from groups.meetings import operations as meetings
from groups.meetings.models import Reply
from groups.membership.models import Role
from groups.minutes import operations as minutes
from groups.notices import operations as notices
from groups.notices.models import Kind, Letter
from groups.organisations import operations as organisations
from groups.pacing import operations as pacing
from groups.papers import operations as papers
from groups.people.models import Person
from groups.places import operations as places
from groups.plans import operations as plans
from groups.polls import operations as polls
from groups.polls.models import Proposed
from groups.putting_off import operations as putting_off
from groups.putting_off.queries import token
from groups.reach.models import Suppression
from groups.removals import operations as removals
from groups.series import operations as series
from groups.sharing import operations as sharing
from groups.survey_drafts import operations as survey_drafts
from groups.surveys import operations as surveys
from groups.surveys.models import Asked
from groups.surveys.queries import token as survey_token
from groups.ways import operations as ways
from tests import builders
from tests.cast import Player, signed_in
from tests.feedback import chain, life
from tests.feedback.attachments import files
from tests.feedback.gathering import pieces
from tests.feedback.impact.asking import asked, doubted
from tests.pages.test_signin import with_passkey

PDF = b"%PDF-1.4\n%%EOF\n"
PASSWORD = "a rather long password"


class World:
    """The cast and everything they did. `personas` are those whose pages are walked, by name."""

    def __init__(self, cast, now):
        self.cast, self.now = cast, now
        self.starts = {}  # persona: addresses that no page leads to, because a letter does
        self.everything_said()
        self.talk()
        self.power()
        self.challenged()
        self.promised_by_leaders()
        self.what_was_done()
        self.gathered()
        self.meetings()
        self.dates()
        self.on_now()
        self.taken_away()
        self.charter_and_people()
        self.spreadsheets()
        self.letters()
        self.other_doors()
        self.speaking_up()
        self.ways_of_working()
        self.surveys()
        self.another_address()
        self.another_device()
        self.erasures()
        self.journey()
        self.seven_steps()
        self.told_in_confidence()
        self.care()
        self.safe_keeping()
        self.exceptional()
        self.closing()
        self.rights()
        named = ("farah", "sam", "sol", "priya", "okoro", "nia", "orla", "ada", "faye")
        self.personas = {name: getattr(cast, name).client for name in named}
        self.personas |= {"pat": self.pat.client, "lee": self.lee.client, **self.doorways, **self.closers}

    def go(self, who, page, *rest, **chosen):
        """They open this page first: what they choose on the one before it is no link."""
        address = reverse(page, args=[self.cast.group.slug, *rest])
        self.starts.setdefault(who, []).append(f"{address}?{urlencode(chosen, doseq=True)}")

    def everything_said(self):
        cast, now = self.cast, self.now
        by, topic = cast.farah.membership, topics.open_topic
        topic(by=by, now=now, name="Care and support planning", about="What is in a plan.")
        closed = topic(by=by, now=now, name="Parking")
        topics.close_topic(by=by, now=now, topic=closed)
        chain.drafted(cast, now, shown_as="NAME")
        self.draft = chain.drafted(cast, now)
        chain.agreeing(cast, now)
        self.ready = chain.agreeing(cast, now)
        alike = [chain.sent(cast, now).number, chain.heard(cast, now).number]
        self.go("priya", "answer_together", number=alike)
        doing = chain.decided(cast, now)
        day = (now + timedelta(days=20)).date()
        deeds.take_on(
            by=cast.priya.membership, now=now, said=doing, what="Write to all", owner="Outpatients", due_on=day
        )
        chain.claimed(cast, now)
        log.publish(by=by, now=now, said=chain.did(cast, now))
        chain.cannot(cast, now)
        chain.answered(cast, now)
        log.bring_in_done(by=by, now=now, words="We wrote a leaflet.", source="Our old list", outcome="It is used.")

    def talk(self):
        """Two threads: one under Sam's name and answered, one from the group, shared and agreed with."""
        cast, now = self.cast, self.now
        named = voice.post(by=cast.sam.membership, now=now, words="It is hard.", content_note="about loss")
        voice.post(by=cast.jo.membership, now=now, words="For us all.", shown_as="GROUP", parent=named)
        ours = voice.post(by=cast.jo.membership, now=now, words="We wonder.", shown_as="GROUP")
        voice.share(by=cast.farah.membership, now=now, post=ours, looked=True)
        voice.say_me_too(by=cast.sam.membership, post=ours)

    def power(self):
        """A topic with everything on its page, one not discussed yet, and one that members judge."""
        cast, now = self.cast, self.now
        topic = life.discussed(cast, now, builders.topic(cast.group, "Letters"))
        life.mapped(cast, now, topic, "The price of a stamp", "FIXED", "The post office sets it.")
        life.noted(cast, now, topic)
        asked = life.asked(cast, now, topic, part="NUMBERS")
        ready = life.ready(cast, now, builders.topic(cast.group, "Waiting rooms"))
        judged = life.closed(cast, now, life.discussed(cast, now, builders.topic(cast.group, "Signs")))
        for who, page, one in (("farah", "topic", ready), ("sam", "judge_influence", judged)):
            self.starts.setdefault(who, []).append(reverse(page, args=[cast.group.slug, one.pk]))
        self.starts["sam"].append(reverse("vote_go_without", args=[cast.group.slug, topic.pk, asked.pk]))

    def challenged(self):
        """One entry at each rung of the route; the independent person's letter leads to their page."""
        cast, now = self.cast, self.now
        cast.group.independent_name, cast.group.independent_email = "Ines Frey", "ines@example.org"
        cast.group.save()
        for rungs in (1, 2, 3):
            said = chain.cannot(cast, now)
            for rung in range(1, rungs + 1):
                asked = challenges.challenge(by=cast.sam.membership, now=now, said=said, words="Look again, please.")
                if rung < rungs:
                    answer = challenges.give_reason if rung == 1 else challenges.keep_answer
                    answer(by=cast.okoro.membership, now=now, challenge=asked, answer="We read it again.")
        self.finding = reverse("finding", args=[asked.token])

    def promised_by_leaders(self):
        """A leader’s promise of last year, one that runs, a programme; days away, and things handed over to and fro."""
        cast, now = self.cast, self.now
        okoro, day = {"by": cast.okoro.membership, "now": now}, (now + timedelta(days=9)).date()
        given = {"what": "I come to each meeting.", "gives": "TIME", "how_much": "A day", "due_on": day}
        commitments.promise(**okoro, **given)
        old = commitments.promise(by=cast.okoro.membership, now=now - timedelta(days=370), **given)
        commitments.show(**okoro, commitment=old, words="I was there.")
        kept = commitments.promise(**okoro, **given | {"what": "I ring back."})
        commitments.show(**okoro, commitment=kept, words="I rang.")
        commitments.say_if_kept(by=cast.sam.membership, now=now, commitment=kept, verdict="KEPT", words="Yes.")
        for name in ("Clinics", "Wards", "Phones"):
            row = programmes.add(
                by=cast.farah.membership, now=now, name=name, about="Where they are.", owner=cast.okoro.membership,
                stage_at_first="IDEA", first_on=now.date(),
            )  # fmt: skip
            if name != "Clinics":
                disputes.dispute(by=cast.sam.membership, now=now, programme=row, stage="FINAL", words="It was built.")
        disputes.answer(**okoro, programme=row, agrees=False, words="It was a drawing.")
        away.say_away(
            by=[cast.okoro.membership], now=now, starts_on=day, ends_on=day,
            stand_ins={cast.okoro.membership.pk: cast.priya.membership},
        )  # fmt: skip
        for by, to in ((cast.okoro, cast.priya), (cast.priya, cast.okoro)):
            said = chain.heard(cast, now)
            handovers.hand_over(by=by.membership, now=now, said=said, owed="HEARD", to=to.membership)

    def what_was_done(self):
        """Asked about, noticed by nobody, half done, and looked at again: each three months on."""
        cast, now = self.cast, self.now
        doubted(cast, now - timedelta(days=120))
        asking, _ = asked(cast, now - timedelta(days=95))
        half = chain.decided(cast, now)
        rest = {"left": "The other half", "left_owner": "Outpatients", "left_due_on": (now + timedelta(days=9)).date()}
        day = now.date()
        claim = deeds.claim_did(
            by=cast.priya.membership, now=now, said=half, since=day, half=True, **rest, **chain.CLAIM
        )
        deeds.check_claim(by=cast.jo.membership, now=now, claim=claim, holds=True)
        deeds.claim_did(by=cast.priya.membership, now=now, said=half, since=day, **chain.CLAIM)
        for said, proposed in ((chain.did(cast, now), False), (chain.did(cast, now), True)):
            outcomes.move_review(by=cast.farah.membership, now=now, said=said, to_on=day, reason="It is time")
            if proposed:
                outcomes.propose(by=cast.jo.membership, now=now, said=said, outcome="STILL_TRUE")
        link = reverse("noticed_by_letter", kwargs={"token": impact.token(asking, cast.sam.membership)})
        self.letters_lead_to = [link]

    def gathered(self):
        cast, now = self.cast, self.now
        post = pieces.named(cast, now)
        entry = pieces.joined(cast, now, posts=[post, pieces.from_the_group(cast, now)])
        loose = [f"post-{pieces.named(cast, now, who=cast.jo, words='Not in an entry.').pk}"]
        self.go("farah", "gather_words", piece=loose)
        self.go("farah", "add_pieces", entry.number, piece=loose)
        self.go("farah", "keep_draft_as_talk", self.draft.number)
        chatter = pieces.from_the_group(cast, now, words="Only a chat.")
        gathering.keep_as_talk(by=cast.farah.membership, now=now, post=chatter, because="It was a joke.")
        attachments.attach(by=cast.sam.membership, now=now, post=post, content=files.photo(), description="A door.")

    def meetings(self):
        cast, now = self.cast, self.now
        by, plain = cast.farah.membership, {"by": cast.farah.membership, "now": now}
        ahead = now + timedelta(days=20)
        coming = meetings.plan(
            title="Winter meeting", starts_at=ahead, ends_at=ahead + timedelta(hours=2), how="HYBRID",
            place="Town hall", joining_link="https://meet.example/abc", capacity=20, **plain,
        )  # fmt: skip
        meetings.invite(meeting=coming, guest=cast.priya.membership, **plain)
        meetings.reply(meeting=coming, by=cast.jo.membership, now=now, answer="YES", way="ONLINE")
        item = {"purpose": "DECIDE", "minutes": 10, "now": now}
        first = agendas.propose(meeting=coming, by=by, title="Hello", **item)
        agendas.propose(meeting=coming, by=by, title="Goodbye", **item)
        agendas.place(item=first, **plain)
        agendas.propose(meeting=coming, by=cast.sam.membership, title="Letters", detail="Why so late?", **item)
        small = meetings.plan(
            title="Small room", starts_at=ahead, ends_at=ahead + timedelta(hours=1), how="IN_PERSON", place="Attic",
            capacity=1, **plain,
        )  # fmt: skip
        meetings.reply(meeting=small, by=cast.jo.membership, now=now, answer="YES")
        places.wait(meeting=small, by=cast.sam.membership, now=now)
        before = builders.meeting(cast.group, by, "Last week", starts_at=now - timedelta(days=7))
        unfinished = {"meeting": before, "by": cast.sam.membership, "purpose": "HEAR", "minutes": 5}
        for title in ("Ramps", "Signs"):
            left = agendas.propose(title=title, now=now - timedelta(days=8), **unfinished)
        agendas.leave_over(item=left, left_as="NOT_REACHED", **plain)
        series.plan(
            title="Circle", rhythm="MONTHLY", first_on=(now + timedelta(days=30)).date(), starts=dt.time(14),
            last_on=(now + timedelta(days=100)).date(), ends=dt.time(15), how="HYBRID", place="Town hall",
            joining_link="https://meet.example/abc", **plain,
        )  # fmt: skip
        self.go("farah", "agenda", coming.pk)
        for days, far in ((12, "draft"), (10, "asked"), (13, "read"), (21, "confirmed"), (20, "shared")):
            was = builders.meeting(cast.group, by, f"Meeting {days} days ago", starts_at=now - timedelta(days=days))
            self.notes_of(was, far)

    def notes_of(self, was, far):
        """A draft; people are asked, and a correction waits; read, and to be confirmed; confirmed; to be shown outside."""
        cast, now, plain = self.cast, self.now, {"by": self.cast.farah.membership, "now": self.now}
        new = [minutes.NewLine(kind, f"We go on: {kind}") for kind in ("DECISION", "WE_SAID")]
        minutes.write(meeting=was, version=0, summary="In short.", said={0: "We talked."}, new=new, **plain)
        for who in ("farah", "sam"):
            self.go(who, "notes", was.pk)
        if far == "draft":
            return
        asked_at = now if far == "asked" else now - timedelta(days=9)
        corrections.ask_to_read(meeting=was, by=plain["by"], now=asked_at)
        if far == "asked":
            corrections.propose(meeting=was, by=cast.jo.membership, now=now, part="said-0", words="We listened.")
        if far in ("confirmed", "shared"):
            corrections.confirm(meeting=was, version=1, **plain)
            for who in ("farah", "sam"):
                self.go(who, "share_notes", was.pk)
        if far == "shared":
            sharing.propose(meeting=was, **plain)

    def dates(self):
        """Dates that are asked about; and a full room, for a supporter and whom they help."""
        cast, now = self.cast, self.now
        told = {"by": cast.farah.membership, "now": now, "closes_on": (now + timedelta(days=5)).date()}
        days = [now + timedelta(days=n) for n in (9, 10)]
        dates = [Proposed(n, day, day + timedelta(hours=1), "HYBRID", "Town hall") for n, day in enumerate(days, 1)]
        for title in ("Which day?", "Which evening?"):
            asked = polls.ask(title=title, dates=dates, guests=[cast.priya.membership], **told)
        said = dict.fromkeys(asked.options.values_list("pk", flat=True), "YES")
        polls.say(poll=asked, by=cast.sam.membership, now=now, answers=said, needs="Not before ten.")
        for option in asked.options.all():
            self.go("farah", "choose_date", asked.pk, option.pk)

    def on_now(self):
        """A meeting that is on, with a hand, a card and a turn, so that everything can be tapped; one that can be started."""
        cast, now = self.cast, self.now
        by, plain = cast.farah.membership, {"by": cast.farah.membership, "now": now}
        on = builders.meeting(cast.group, by, "On now", starts_at=now - timedelta(minutes=5))
        for title in ("First", "Second", "Third"):
            agendas.propose(meeting=on, title=title, purpose="HEAR", minutes=10, **plain)
        running = pacing.start(meeting=on, **plain)
        hand = facilitation.raise_hand(meeting=on, by=cast.sam.membership, now=now)
        facilitation.raise_hand(meeting=on, by=cast.jo.membership, now=now)
        facilitation.give_floor(meeting=on, hand_id=hand.pk, **plain)
        facilitation.raise_card(meeting=on, by=cast.sam.membership, now=now, kind="AGREE")
        facilitation.begin_round(meeting=on, **plain)
        facilitation.raise_hand(meeting=on, by=cast.sol.membership, now=now)
        pacing.note_who_is_here(meeting=on, here=set(running.seats.values_list("membership_id", flat=True)), **plain)
        still = builders.meeting(cast.group, by, "A round", starts_at=now - timedelta(minutes=4))
        pacing.start(meeting=still, **plain)
        pacing.take_break(meeting=still, **plain)
        over = builders.meeting(cast.group, by, "Over", starts_at=now - timedelta(minutes=30))
        pacing.start(meeting=over, **plain)
        pacing.end(meeting=over, **plain)
        soon = builders.meeting(cast.group, by, "Soon", starts_at=now + timedelta(minutes=10))
        for who, page, one in (
            ("farah", "run", on), ("farah", "run", still), ("farah", "run", soon), ("farah", "run", over),
            ("farah", "end_meeting", on),
            ("farah", "who_is_here", on), ("farah", "note_for", on), ("sam", "live", on), ("sol", "live", on),
            ("sam", "live", still), ("sam", "say_in_writing", on),
        ):  # fmt: skip
            self.go(who, page, one.pk)

    def taken_away(self):
        """An action that is Sam's, one that is the sponsor's, and one that needs someone."""
        cast, told = self.cast, {"by": self.cast.farah.membership, "now": self.now}
        day = (self.now + timedelta(days=9)).date()
        for what, owner in (("Ring", cast.sam.membership), ("Pay", cast.okoro.membership), ("Bring cake", None)):
            made = actions.write(what=what, due_on=day, owner=owner, **told)
        self.go("farah", "ask_for_action", made.pk)
        here = papers.add(title="The budget", summary="Less.", text="Words.", content=PDF, **told)
        papers.put(paper=here, seen=1, summary="More.", text="Other words.", **told)
        papers.ask_for(title="Promised", owner=cast.sam.membership, **told)
        self.go("farah", "add_paper_form", here.pk)
        for word, meaning in (("budget", "Money to spend."), ("pathway", "")):
            asked = glossary.ask(by=cast.sam.membership, now=self.now, word=word)
            if meaning:
                glossary.explain(by=cast.farah.membership, now=self.now, word=asked, meaning=meaning)

    def charter_and_people(self):
        cast, now = self.cast, self.now
        purpose = charter.write_purpose(
            group=cast.group, why_we_are_here="To be heard.", what_difference="Better letters.",
            by=cast.farah.membership, now=now,
        )  # fmt: skip
        charter.agree_purpose(purpose=purpose, by=cast.okoro.membership, now=now)
        unasked = builders.membership(cast.group, Role.SUPPORTER, name="Suri")
        self.suri = Player(unasked, unasked.person)
        leaving = builders.membership(cast.group, name="Lee")
        for one in (cast.sam.membership, cast.jo.membership, leaving):
            drafts.agree(by=one, now=now, said=self.ready, answer="AGREE")
        removal = removals.ask(  # for safety: else nobody can agree for a week
            membership=leaving, reason="Shouted at people.", for_safety=True, by=cast.farah.membership, now=now
        )
        self.starts["nia"] = [reverse("removal", args=[cast.group.slug, removal.pk])]
        leaving.person.set_password(PASSWORD)  # and no second step: so the password shows that it is still Lee
        leaving.person.save()
        self.lee = Player(leaving, leaving.person)
        self.starts["lee"] = [reverse("asked_to_leave", args=[cast.group.slug]), reverse("account_reauthenticate")]
        by = {"by": cast.farah.membership, "now": now}
        new = invitations.invite(email="new@example.org", role=Role.MEMBER, group=cast.group, **by)
        known = invitations.invite(email=cast.nobody.person.email, role=Role.MEMBER, group=cast.group, **by)
        organisations.appoint(
            group=cast.group, email="boss@example.org", role=Role.NETWORK_COORDINATOR, by=cast.orla.person, now=now
        )
        organisations.invite_admin(
            organisation=cast.group.organisation, email="a@example.org", by=cast.ada.person, now=now
        )
        self.doorways = {"visitor": Client(), "invited": Client(), "ned": cast.nobody.client}
        self.starts |= {"invited": [accept(new)], "ned": [accept(known)]}

    def spreadsheets(self):
        by, now = self.cast.farah.membership, self.now
        rows = b"We said,We did,When\nLetters are late,We wrote to the clinic,May 2024\n,No words here,\nRamps,Built,2023\n"
        for name in ("open.csv", "done.csv"):
            imports.start(by=by, file_name=name, digest=name, sheets=sheets.read(rows), now=now)
        done = Import.objects.get(file_name="done.csv")
        imports.bring_in(by=by, one=done, leave_out_problems=True, now=now)

    def letters(self):
        cast, now = self.cast, self.now
        notices.post(
            "groups/notices/emails/note", to=cast.sam.person, key="dead", at=now, group=cast.group, kind=Kind.NEWS
        )
        Letter.objects.filter(key="dead").update(state="DEAD", because="GAVE_UP", finished_at=now)
        notices.post("groups/notices/emails/note", to=cast.sam.person, key="kept", at=now, group=cast.group)
        Letter.objects.filter(key="kept").update(state="SENT", way="EMAIL", finished_at=now)
        Suppression.objects.create(address=cast.sam.person.email, reason="550", at=now)
        lines, reached = (
            ("Sam", "1 Beck Lane", "LA1 1AA"),
            {"phone": "07700 900123", "postal_address": "1 Beck Lane\nLA1 1AA"},
        )
        type(cast.sam.person).objects.filter(pk=cast.sam.person.pk).update(**reached)
        Suppression.objects.create(address="+447700900123", at=now)
        Carriage.objects.create(
            letter=Letter.objects.get(key="kept"), way="POST", state="NOT_THERE", reference="kept", begun_at=now, taken_at=now,
            ended_at=now, place=carriers.place_of(cast.sam.person.pk, lines),
        )  # fmt: skip
        self.stop = reverse("stop_letters", args=[stop_token(cast.sam.person.pk, cast.group.pk, "NEWS")])
        feed = reverse("calendar_feed", args=[calendars.make_address(by=cast.sam.person, now=now).token])
        self.starts["visitor"] = [self.stop, self.finding, feed, *self.letters_lead_to, *self.reminders()]

    def reminders(self):
        """A time the group added; a reminder that nobody has answered, and one that was done."""
        cast, now = self.cast, self.now
        plans.add(by=cast.farah.membership, now=now, kind="MEETING", amount=2, unit="HOURS", side="BEFORE")
        for number in (1, 2):
            notices.post(
                "groups/actions/emails/action_due", to=cast.sam.person, key=f"due-{number}", at=now, group=cast.group,
                about=f"action:0:2026-12-0{number}:0", path="/", context={},
            )  # fmt: skip
        open_, done = Letter.objects.filter(key__startswith="due-").order_by("key")
        putting_off.end(letter=done, now=now)
        return [reverse("put_off", args=[token(one.pk)]) for one in (open_, done)]

    def other_doors(self):
        """A reply by email that Sam is asked about, words written down for Sam, and what came to mind after a meeting."""
        cast, now = self.cast, self.now
        later.add(
            by=cast.jo.membership, now=now, words="One more thing.", shown_as="GROUP",
            meeting=builders.meeting(cast.group, cast.farah.membership, "Yesterday", starts_at=now - timedelta(days=1)),
        )  # fmt: skip
        told = {"by": cast.farah.membership, "now": now, "member": cast.sam.membership, "shown_as": "NAME"}
        scribing.write_down(words="Bigger print.", reached_us="PHONE", **told)
        wrong = scribing.write_down(words="Smaller print.", reached_us="PAPER", **told)
        scribing.answer(by=cast.sam.membership, now=now, written=wrong, state="WRONG", what_is_wrong="Bigger!")
        letter = Letter.objects.filter(person=cast.sam.person).exclude(answers="").latest("id")
        Letter.objects.filter(pk=letter.pk).update(reply_token="worlds", reply_until=now + timedelta(days=30))
        raw = b"From: sam@work.example\r\nMessage-ID: <1@work.example>\r\n\r\nYes.\r\n> Do you agree?\r\n"
        one = replies.receive(raw=raw, token="worlds", envelope_from="sam@work.example", now=now)
        replies.settle(one.pk, now=now)

    def told_in_confidence(self):
        """Private words, reported and hidden posts, a worry: each at every step where somebody can do something."""
        cast, now, slug = self.cast, self.now, self.cast.group.slug
        farah, sam, jo = cast.farah.membership, cast.sam.membership, cast.jo.membership
        told = [asides.write(by=sam, now=now, words="I am afraid to say this.") for _ in range(2)]
        asides.answer(by=farah, now=now, aside=told[0], words="Thank you for telling us.")
        posts = [voice.post(by=jo, now=now, words=f"Sharp words, {n}") for n in ("one", "two", "three")]
        hidden = [voice.post(by=sam, now=now, words=f"Hidden words, {n}") for n in ("one", "two")]
        for one in posts:
            reports.report(by=sam, now=now, post=one, because="UNKIND")
        for one in hidden:
            reports.hide(by=farah, now=now, post=one, because="PRIVATE")
        reports.appeal(by=sam, now=now, post=hidden[1], words="It was a joke.")
        concerns.raise_concern(by=sam, now=now, words="I am worried about Lee.")
        rude = voice.post(by=jo, now=now, words="Rude")
        for who, page, one in (
            ("farah", "unhide_post", hidden[0]), ("sam", "appeal_hiding", hidden[0]), ("sam", "report_post", rude),
        ):  # fmt: skip
            self.starts.setdefault(who, []).append(reverse(page, args=[slug, one.pk]))

    def exceptional(self):
        """The talk is read in one group and asked for in another; the record can be taken in one, and is asked for in another."""
        cast, now, organisation = self.cast, self.now, self.cast.group.organisation_id
        ask = {"by": cast.ada.person, "now": now, "reason": "Someone may be in danger."}
        going_on, waits = (emergencies.ask(group=group, **ask) for group in (cast.group, cast.other_group))
        emergencies.second(emergency=going_on, by=cast.orla.person, now=now)
        for who in ("orla", "ada"):
            pages = [reverse("office_emergency", args=[organisation, one.pk]) for one in (going_on, waits)]
            self.starts.setdefault(who, []).extend(pages)
        records.ask(by=cast.farah.membership, now=now, reason="For the archive.")
        nel = builders.membership(cast.other_group, Role.NETWORK_COORDINATOR, name="Nel")
        export = records.ask(by=cast.faye.membership, now=now, reason="For our new home.")
        records.second(export=export, by=nel, now=now)

    def rights(self):
        """Somebody complained how their data is handled; one has not said yes to keeping what they need; of two admins one can
        end the other's role."""
        cast, now = self.cast, self.now
        builders.office(cast.group.organisation, who=builders.person("Otto"))
        made = complaints.complain(
            organisation=cast.group.organisation, words_of_it="Someone read my letter.", by=cast.sam.person, now=now
        )
        address = reverse("complaint_to_answer", args=[made.organisation_id, made.pk])
        self.starts.setdefault("orla", []).append(address)
        those = (cast.priya.person.pk, cast.col.person.pk)
        Person.objects.filter(pk__in=those).update(may_keep_needs=False)

    def closing(self):
        """One group may close: a second person can agree. One has closed, and can be asked to open."""
        now, whose = self.now, {}
        for name, done in (("Group that may close", False), ("Group that closed", True)):
            group = builders.group(name)
            asked_at = now - timedelta(days=8)
            here = {"joined_at": asked_at}
            cleo = builders.membership(group, Role.FACILITATOR, name="Cleo", who=whose.get("cleo"), **here)
            noor = builders.membership(group, Role.NETWORK_COORDINATOR, name="Noor", who=whose.get("noor"), **here)
            whose = {"cleo": cleo.person, "noor": noor.person}
            asked = closings.ask_to_close(reason="Done.", came_of_it="Much.", by=cleo, now=asked_at)
            if done:
                closings.second(closing=asked, by=noor, now=now)
            for who, page in (("noor", "closing"), ("cleo", "close_group")):
                self.starts.setdefault(who, []).append(reverse(page, args=[group.slug]))
        self.closers = {who: signed_in(person) for who, person in whose.items()}

    def speaking_up(self):
        """Enough members that the two questions are open."""
        for number in range(8):
            member = builders.membership(self.cast.group, name=f"Member {number}")
            drafts.agree(by=member, now=self.now, said=self.ready, answer="AGREE")
        speaking_up.open_asking(group=self.cast.group, due_on=self.now.date(), now=self.now)

    def ways_of_working(self):
        """One group is asked about them, one can be asked, and one is too small: its facilitator says what comes of it."""
        cast, now = self.cast, self.now
        ways.ask(by=self._with_ways(cast.farah.membership), now=now)
        self.go("farah", "write_ways")
        for number in range(5):
            builders.membership(cast.other_group, name=f"Member {number}")
        small = builders.membership(builders.group("Very small group"), Role.FACILITATOR, who=cast.faye.person)
        for one in (cast.faye.membership, small):
            address = reverse("ways", args=[self._with_ways(one).group.slug])
            self.starts.setdefault("faye", []).append(address)

    def surveys(self):
        """One is open, with a link in a letter; one is being prepared."""
        by, now = self.cast.farah.membership, self.now
        survey_drafts.begin(by=by, now=now, kind="INVESTMENTS")
        is_open = surveys.open_survey(by=by, survey=survey_drafts.begin(by=by, now=now, kind="VALUES"), now=now)
        asked = Asked.objects.filter(half__survey=is_open, membership=self.cast.jo.membership).get()
        self.starts["visitor"].append(reverse("answer_by_letter", args=[survey_token(asked)]))
        self.go("farah", "survey", is_open.pk)

    def journey(self):
        """A step to confirm and one that waits for each side; something to tick off; the nine asked about, and talked through."""
        cast, now = self.cast, self.now
        farah, faye = cast.farah.membership, cast.faye.membership
        for step, side in ((1, "SPONSOR"), (2, "POINT_OF_CONTACT")):
            move = journey.propose(
                by=farah, now=now, step=step, state="NOW", words="We saw it.", waits_on=side, waits_for="A yes"
            )
            Move.objects.filter(pk=move.pk).update(outcome="CONFIRMED", settled_at=now)
        journey.propose(by=farah, now=now, step=3, state="NOW", words="We think so.")
        reviews.review(by=farah, now=now, what_changed="Much", what_grew="More", learn="Maps", say="Ask us sooner.")
        ingredients.ask(by=farah, now=now)
        for which, owner in ((1, cast.sam), (7, cast.priya), (5, cast.okoro)):
            ingredients.note(by=farah, now=now, which=which, view="YES", sentence="So.", owner=owner.membership)
        small = builders.membership(builders.group("Small and talking"), Role.FACILITATOR, who=cast.faye.person)
        hal = builders.membership(small.group, who=cast.hal.person)
        views = {str(which): "YES" for which in range(1, 10)}
        ingredients.write_talked(by=small, now=now, views=views, in_words="We agree.")
        address = reverse("ingredients", args=[small.group.slug])
        self.starts.setdefault("faye", []).append(address)
        self.doorways["hal"] = signed_in(hal.person)
        self.starts.setdefault("hal", []).append(address)
        self.starts["faye"].append(reverse("ingredients", args=[faye.group.slug]))

    def seven_steps(self):
        """A sponsor has said how far one step is, and members are asked."""
        cast, now = self.cast, self.now
        seven_steps.look(
            by=cast.okoro.membership, now=now, step=3, state="BEGUN", sentence="It began.", shows="The travel form."
        )
        steps_seen.ask_due(now=now + timedelta(days=8))
        StepsAsking.objects.update(opened_at=now)
        self.go("okoro", "seven_steps")

    def another_address(self):
        """Somebody asked for another email address and has not typed the code yet."""
        self.cast.sol.client.post(reverse("change_email"), {"email": "sol-anew@example.org"})
        self.starts.setdefault("sol", []).append(reverse("prove_email"))

    def another_device(self):
        """Sam is signed in on a phone too, and can sign out there."""
        sam = self.cast.sam.person
        phone = signed_in(sam).session.session_key
        UserSession.objects.create(user=sam, session_key=phone, ip="192.0.2.7", user_agent="Firefox/125.0 (Android 14)")

    def erasures(self):
        """Somebody asked to be erased and may still change their mind."""
        erasures.ask(by=self.cast.sol.person, now=self.now)
        self.starts["sol"].append(reverse("erase_me"))

    def _with_ways(self, membership):
        group = membership.group
        group.ways_of_working, group.ways_looked_on = "- Listen\n- Plain words", (self.now - timedelta(days=200)).date()
        group.save()
        return membership

    def care(self):
        """A need that is not arranged yet; and somebody who was asked if what they needed was there."""
        cast, now = self.cast, self.now
        ahead = builders.meeting(cast.group, cast.farah.membership, "With needs")
        meetings.reply(meeting=ahead, by=cast.sam.membership, now=now, answer="YES", needs="Captions, please.")
        self.go("farah", "meeting", ahead.pk)
        was = builders.meeting(cast.group, cast.farah.membership, "Needed", starts_at=now - timedelta(days=2))
        Reply.objects.create(
            meeting=was, membership=cast.sam.membership, answer="YES", needs="Breaks.", replied_at=was.planned_at
        )
        arrangements.ask(meeting=was, now=now)
        on = builders.meeting(cast.group, cast.farah.membership, "Going on", starts_at=now - timedelta(hours=1))
        self.go("farah", "meeting", on.pk)
        ended = builders.meeting(cast.group, cast.farah.membership, "Just ended", starts_at=now - timedelta(hours=4))
        checkouts.open_questions(meeting=ended, now=now)
        for minutes_ago in (80, 60):  # not long over: the cast joined now
            gone = builders.meeting(
                cast.group, cast.farah.membership, "Away", starts_at=now - timedelta(minutes=minutes_ago)
            )
            attendance.note(meeting=gone, by=cast.farah.membership, now=now, came=[cast.sam.membership])
        self.go("farah", "attendance", gone.pk)

    def safe_keeping(self):
        """Pat has every way of signing in; three visitors stand at its steps."""
        pat = builders.membership(self.cast.other_group, name="Pat")
        pat.person.set_password(PASSWORD)
        pat.person.save()
        totp.TOTP.activate(pat.person, totp.generate_totp_secret())
        RecoveryCodes.activate(pat.person)
        self.pat = Player(pat, pat.person)
        now_really(self.pat.client)
        with_passkey(self.pat.client)
        now_really(self.cast.sam.client)
        half, coded, forgot, stale = Client(), Client(), Client(), signed_in(pat.person)
        half.post(reverse("account_login"), {"login": pat.person.email, "password": PASSWORD})
        coded.post(reverse("account_request_login_code"), {"email": self.cast.sam.person.email})
        forgot.post(reverse("account_reset_password"), {"email": pat.person.email})
        link = Letter.objects.filter(stem__endswith="new_password").latest("id").path
        self.doorways |= {"half way in": half, "with a code": coded, "who forgot": forgot, "long ago": stale}
        self.starts |= {
            "half way in": [reverse("mfa_authenticate")],
            "with a code": [reverse("account_confirm_login_code")],
            "who forgot": [link],
            "long ago": [reverse("mfa_reauthenticate"), reverse("mfa_reauthenticate_webauthn")],
        }


def accept(invitation):
    return reverse("accept_invitation", args=[invitation.token])


def now_really(client):
    """allauth asks by the machine's own clock whether somebody has just signed in. The walks may take longer than that holds."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time() + 3600}]
    session.save()
