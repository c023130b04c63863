"""From the first words to *does that answer it?*, as people go through it, page by page and letter by letter."""

from bs4 import BeautifulSoup
from django.urls import reverse

from feedback.log.models import Said
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders

WORDS = "Letters about my care come after the appointment. I can’t prepare."


class Group:
    """The people of the story, each at their own screen."""

    def __init__(self, cast, clock):
        self.cast, self.clock = cast, clock

    def on(self, moment):
        self.clock(moment)
        return self

    def fills_in(self, who, name, **typed):
        """Opens the page, fills in the one form on it, sends it, and reads what comes."""
        said = Said.objects.first()
        kwargs = {"slug": self.cast.group.slug} | ({"number": said.number} if said else {})
        address = reverse(name, kwargs=kwargs)
        client = getattr(self.cast, who).client
        form = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form[data-form]")
        assert form is not None, (name, who)
        answer = client.post(address, typed, follow=True)
        soup = BeautifulSoup(answer.content, "html.parser")
        assert not soup.select(".nhsuk-error-summary"), soup.select_one(".nhsuk-error-summary")
        return soup.get_text(" ", strip=True)

    def reads(self, who):
        said = Said.objects.first()
        answer = getattr(self.cast, who).client.get(said.get_absolute_url())
        return BeautifulSoup(answer.content, "html.parser").get_text(" ", strip=True)


def day(name, number, month, year=2026):
    return {f"{name}_day": number, f"{name}_month": month, f"{name}_year": year}


def test_one_thing_from_said_to_partly_answered(cast, clock):
    story = Group(cast, clock)
    story.on("2026-11-18T10:00").fills_in(
        "sam", "say_something", words=WORDS, why_it_matters="I want to bring my own goals.", topic="", shown_as="NAME"
    )
    story.fills_in("sam", "put_to_group", **day("agree_by", 25, 11))
    story.fills_in("sam", "agree", answer="AGREE", reason="")
    story.fills_in("jo", "agree", answer="WITH_CHANGE", reason="Say how many days before")
    assert "They are being told now" in story.fills_in("farah", "send")

    story.on("2026-11-20T10:00").fills_in(
        "priya", "hear", words="I have read this to the outpatients team.", final_say="The outpatients board",
        **day("answer_by", 8, 12),
    )  # fmt: skip
    story.on("2026-12-08T10:00").fills_in(
        "okoro", "decide", kind="PARTLY", reason="The hospital part is fixed until April.", cause="MONEY",
        what_matters="being able to prepare", what_binds="the hospital’s contract", decided_by="The outpatients board",
    )  # fmt: skip
    story.fills_in(
        "priya",
        "take_on",
        kind="ACTION",
        what="Send clinic letters earlier",
        owner="Bookings",
        **day("due_on", 8, 1, 2027),
    )
    story.on("2027-01-07T10:00").fills_in(
        "priya", "claim", extent="ALL", what="Clinic letters go out 10 days before.", where="All clinics",
        evidence="Ask at any desk", **day("since", 4, 1, 2027),
    )  # fmt: skip
    story.fills_in("jo", "check", holds="yes", check_note="I asked at two desks.")

    told = Letter.objects.get(person=cast.sam.person, stem="feedback/deeds/emails/does_it_answer")
    assert "10 days before" in told.text
    delivery.send_due(lambda: builders.NOW.replace(year=2027, month=1, day=7, hour=11))
    told.refresh_from_db()
    assert told.state == Letter.State.SENT
    assert "Told back: 1 person told" in story.reads("sam")

    story.on("2027-01-08T10:00").fills_in(
        "sam", "verdict", answer="PARTLY", words="The hospital letters still come late."
    )
    assert "1 person said partly" in story.reads("sam")
    sponsor = story.reads("okoro")
    assert "“The hospital letters still come late.”" in sponsor
    assert "The group says it is answered" in sponsor
    assert "Sam" not in sponsor

    story.on("2027-02-08T10:00").fills_in("sam", "verdict", answer="NO", words="They stopped doing it.")
    said = Said.objects.get()
    assert (said.stage, said.round, said.words) == ("SENT", 2, WORDS)
    for leader in (cast.priya, cast.okoro):
        letter = Letter.objects.get(person=leader.person, stem="feedback/deeds/emails/reopened")
        assert "They stopped doing it." in letter.text
        assert "Sam" not in letter.text
