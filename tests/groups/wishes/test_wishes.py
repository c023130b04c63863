"""By phone: a facilitator sets what a member asks for, sees nothing of what they chose before, and the member is told."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from feedback.digests.models import Subscription
from groups.choices import operations as choosing
from groups.choices import queries as choices
from groups.choices.models import STOPPABLE, GroupPreference, Kind, Preference, Stop
from groups.history.models import Event
from groups.membership.models import Membership
from groups.notices import operations as notices
from groups.notices.models import Letter
from groups.reach.models import Suppression
from groups.wishes import operations
from groups.wishes.queries import ALL, HERE, Wish
from tests import builders, notify

NOTHING = {"scope": HERE, "channel": "", "frequency": "", "batch_day": "", "batch_hour": "", "look": "", "language": "",
           "quiet_from": "", "quiet_until": "", "discreet": "", "paused": "", "digest": "", "digest_day": "",
           "digest_hour": ""}  # fmt: skip


def address(cast, who=None):
    return f"/groups/{cast.group.slug}/people/{(who or cast.sam).membership.pk}/letters/"


def ring(cast, by=None, **said):
    return (by or cast.farah).client.post(address(cast), NOTHING | said)


def asked(cast, now, **said):
    operations.set_letters_for(by=cast.farah.membership, member=member(cast), wish=Wish(**said), now=now)


def member(cast):
    return Membership.objects.with_people().get(pk=cast.sam.membership.pk)


def way(cast, group=None):
    return choices.wanted(member(cast).person, group.pk if group else None)


def letter():
    return Letter.objects.get(stem="groups/wishes/emails/set_for")


def test_what_they_asked_for_is_set_for_this_group_and_they_are_told_how_to_change_it_back(cast):
    answer = ring(cast, channel="KEPT", frequency="FORTNIGHT", batch_day="4")
    assert answer.url == f"/groups/{cast.group.slug}/people/{cast.sam.membership.pk}/"
    here = way(cast, cast.group)
    assert (here.channel, here.frequency, here.batch_day) == ("KEPT", "FORTNIGHT", 4)
    assert (way(cast).channel, way(cast).frequency) == ("EMAIL", "AT_ONCE")
    told = letter()
    assert (told.person, told.kind, told.group) == (cast.sam.person, Kind.ACCOUNT, cast.group)
    assert "Only here, when you sign in. Before: By email, soon after it happens." in told.text
    assert "Or ring Farah." in told.text and told.path == "/you/letters/choices/"


def test_all_their_letters_means_all_but_what_they_chose_for_another_group(cast, now):
    there = builders.membership(cast.other_group, who=cast.sam.person)
    choosing.choose_for_group(membership=there, channel="KEPT", frequency="", batch_day=None, now=now)
    ring(cast, scope=ALL, frequency="WEEKLY", batch_day="2", batch_hour="18")
    assert (way(cast, cast.group).frequency, way(cast).batch_hour) == ("WEEKLY", 18)
    assert way(cast, cast.other_group).channel == "KEPT"
    assert (
        "Your letters: By email, together, every Wednesday at 6pm. What waits for you, and what is about meetings, comes at once."
        in letter().text
    )


def test_what_was_not_spoken_of_stays(cast, now):
    choosing.change(person=cast.sam.person, now=now, frequency="DAILY", batch_hour=20, discreet=True, look="LARGE",
                    paused=True, paused_until_on=date(2026, 12, 24), quiet_from=time(20), quiet_until=time(8))  # fmt: skip
    choosing.choose_for_group(membership=cast.sam.membership, channel="", frequency="WEEKLY", batch_day=3, now=now)
    ring(cast, channel="KEPT")
    kept = Preference.objects.get(person=cast.sam.person)
    assert (kept.frequency, kept.batch_hour, kept.discreet, kept.look) == ("DAILY", 20, True, "LARGE")
    assert (kept.paused_at, kept.paused_until_on) == (now, date(2026, 12, 24))
    assert (kept.quiet_from, kept.quiet_until) == (time(20), time(8))
    own = GroupPreference.objects.get()
    assert (own.channel, own.frequency, own.batch_day) == ("KEPT", "WEEKLY", 3)


def test_everything_else_can_be_asked_for(cast):
    ring(cast, look="EASY", language="POLISH", quiet_from="8pm", quiet_until="8am", discreet="YES", paused="YES",
         stop=["REMINDER", "NEWS"], paused_until_on_day="1", paused_until_on_month="12", paused_until_on_year="2026")  # fmt: skip
    kept = Preference.objects.get(person=cast.sam.person)
    assert (kept.look, kept.quiet_from, kept.quiet_until, kept.discreet) == ("EASY", time(20), time(8), True)
    assert kept.language == "POLISH"
    assert kept.paused_until_on == date(2026, 12, 1)
    assert set(Stop.objects.values_list("group", "kind")) == {(cast.group.pk, "REMINDER"), (cast.group.pk, "NEWS")}
    for line in ("How letters look: Easy Read: short sentences with pictures. Before: As most people get them.",
                 "At the top of letters, whom you can ask what they say: in Polski (Polish). Before: English.",
                 "Quiet times: from 8pm until 8am.",
                 "Emails leave out what they are about.", "Your letters are paused until Tuesday 1 December 2026.",
                 "Stopped, from Rivers and Moors Co-production Group: Reminders before a meeting; What became"):  # fmt: skip
        assert line in letter().text


def test_and_all_of_it_taken_back(cast, now):
    ring(cast, look="LARGE", quiet_from="8pm", quiet_until="8am", discreet="YES", paused="YES", stop=["NEWS"])
    assert "Your letters are paused until you change this." in letter().text
    Letter.objects.all().delete()
    ring(cast, look="STANDARD", no_quiet="on", discreet="NO", paused="NO", again=["NEWS"])
    kept = Preference.objects.get(person=cast.sam.person)
    assert (kept.look, kept.quiet_from, kept.discreet, kept.paused_at) == ("STANDARD", None, False, None)
    assert not Stop.objects.exists()
    for line in ("No quiet times any more.", "Emails say what they are about.", "Your letters are not paused any more.",
                 "Sent again, from"):  # fmt: skip
        assert line in letter().text


def test_the_groups_history_says_that_it_was_done_and_neither_for_whom_nor_what(cast):
    ring(cast, paused="YES", channel="KEPT")
    [event] = Event.objects.filter(what="letters_set_for_someone")
    assert event.sentence == "Farah set how letters come for someone, as they asked by phone."
    assert event.detail == {} and event.by == cast.farah.person and event.group == cast.group
    page = cast.jo.client.get(f"/groups/{cast.group.slug}/history/").content.decode()
    assert event.sentence in page


def test_the_page_shows_nothing_of_what_they_chose(cast, now):
    """The same bytes whatever holds, here and in other groups."""
    client, page = cast.farah.client, address(cast)

    def seen():
        shown = client.get(page).content.decode()
        return shown[shown.index("<main") : shown.index("</main")]

    before = seen()
    choosing.change(person=cast.sam.person, now=now, channel="KEPT", frequency="MONTHLY", batch_day=5, batch_hour=20,
                    discreet=True, look="SPACED", language="URDU", paused=True, paused_until_on=None, quiet_from=time(20),
                    quiet_until=time(8))  # fmt: skip
    other = builders.membership(cast.other_group, who=cast.sam.person)
    for membership in (cast.sam.membership, other):
        choosing.choose_for_group(membership=membership, channel="KEPT", frequency="WEEKLY", batch_day=1, now=now)
        for kind in STOPPABLE:
            choosing.stop(person_id=cast.sam.person.pk, group_id=membership.group_id, kind=kind, now=now)
    after = seen()
    assert without_csrf(before) == without_csrf(after)


def without_csrf(page):
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


@pytest.mark.parametrize("who", ["priya", "okoro", "nia", "col", "farah", "gone", "hal"])
def test_only_for_members_and_supporters_of_the_group(cast, who):
    assert cast.farah.client.get(address(cast, getattr(cast, who))).status_code == 404
    for fine in (cast.sam, cast.sol):
        assert cast.farah.client.get(address(cast, fine)).status_code == 200


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "priya", "okoro", "nia"])
def test_only_facilitators_may(cast, who):
    assert ring(cast, getattr(cast, who), channel="KEPT").status_code == 403
    assert not GroupPreference.objects.exists() and not Letter.objects.exists()


def test_the_page_of_a_person_leads_there_for_those_it_can_be_set_for(cast):
    words = "Set how letters come for them"
    people = f"/groups/{cast.group.slug}/people/"
    assert words in cast.farah.client.get(f"{people}{cast.sam.membership.pk}/").content.decode()
    assert words not in cast.farah.client.get(f"{people}{cast.okoro.membership.pk}/").content.decode()
    assert words not in cast.jo.client.get(f"{people}{cast.sam.membership.pk}/").content.decode()


@pytest.mark.parametrize("said, sentence", [
    ({}, "Fill in at least one thing they want changed."),
    ({"scope": ""}, "needs an answer"),
    ({"frequency": "WEEKLY"}, "Choose the day on which letters come together"),
    ({"frequency": "WEEKLY", "batch_day": "9"}, "Choose one of the answers"),
    ({"quiet_from": "8pm"}, "Say when it starts and when it ends"),
    ({"quiet_until": "8pm"}, "Say when it starts and when it ends"),
    ({"quiet_from": "late"}, "Enter a time like 2pm"),
    ({"quiet_from": "8pm", "quiet_until": "8pm"}, "must start and end at different times"),
    ({"quiet_from": "8pm", "quiet_until": "8am", "no_quiet": "on"}, "Either say when it is quiet"),
    ({"paused": "YES", "paused_until_on_day": "18", "paused_until_on_month": "11", "paused_until_on_year": "2026"},
     "Choose a day after today"),
    ({"paused_until_on_day": "18", "paused_until_on_month": "12", "paused_until_on_year": "2026"},
     "Choose to pause until that day"),
    ({"stop": ["NEWS"], "again": ["NEWS"]}, "Either stop or send again, not both: What became of what you said"),
    ({"channel": "TEXT"}, "Choose one of the answers"),
    ({"batch_day": "3"}, "Fill in at least one thing they want changed."),
])  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_is_changed(cast, said, sentence):
    answer = ring(cast, **said)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert not Preference.objects.exists() and not Letter.objects.exists()


# --- text and post ---


def test_a_number_can_be_noted_for_somebody_who_has_none(cast, settings):
    settings.NOTIFY_KEY = "key"
    page = cast.farah.client.get(address(cast)).content.decode()
    assert "Their phone number" in page and "Their postal address" in page
    assert "Ask them for a phone number, and note it here." in ring(cast, channel="TEXT").content.decode()
    assert "Ask them for their postal address, and note it here." in ring(cast, channel="POST").content.decode()
    assert "Enter a phone number, like" in ring(cast, channel="TEXT", phone="none").content.decode()
    ring(cast, channel="TEXT", phone="01632 960 001")
    assert member(cast).person.phone == "01632 960 001" and way(cast, cast.group).channel == "TEXT"
    assert "We noted your phone number." in letter().text
    assert "Their phone number" not in cast.farah.client.get(address(cast)).content.decode()


def test_what_they_gave_us_themselves_is_not_changed_by_phone(cast, now):
    cast.sam.person.phone = "01632 960 001"
    cast.sam.person.save()
    asked(cast, now, phone="01632 960 999", look="LARGE")
    assert member(cast).person.phone == "01632 960 001"
    assert "We noted" not in letter().text


def test_for_one_group_the_habit_of_the_role_can_be_asked_for(cast, now):
    choosing.change(person=cast.sam.person, now=now, frequency="WEEKLY")
    asked(cast, now, frequency="HABIT")
    assert (way(cast, cast.group).frequency, way(cast).frequency) == ("AT_ONCE", "WEEKLY")


def test_they_are_told_whatever_they_stopped(cast, now, send, mail):
    choosing.change(person=cast.sam.person, now=now, channel="KEPT", paused=True, paused_until_on=None)
    asked(cast, now, look="LARGE")
    assert send() == {"sent": 1}
    assert mail.receivers == [cast.sam.person.email]


NOTED_NOW = [
    {"channel": "POST", "postal_address": "Somebody else\n9 Elsewhere Road\nLA9 9ZZ"},
    {"channel": "TEXT", "phone": "07700 900 111"},
]


@pytest.fixture
def carrier(settings):
    with notify.running() as one:
        notify.point_to(settings, one)
        yield one


@pytest.mark.parametrize("noted", NOTED_NOW, ids=["by post", "by text"])
@pytest.mark.parametrize("scope", [HERE, ALL])
def test_they_are_told_by_email_and_not_at_the_number_or_address_that_was_noted_just_now(
    cast, now, send, mail, carrier, post, noted, scope
):
    asked(cast, now, scope=scope, **noted)
    assert send() == {"sent": 1} and not carrier.taken
    assert mail.receivers == [cast.sam.person.email]
    post(member(cast).person, "next", group=cast.group)
    assert send() == {"sent": 1} and len(carrier.taken) == 1


def test_they_are_told_in_their_quiet_time_too_and_not_with_other_letters(cast, now, send, mail, carrier):
    asked(cast, now, scope=ALL, quiet=(time(0), time(23, 59)), **NOTED_NOW[0])
    assert send() == {"sent": 1} and not carrier.taken
    assert mail.receivers == [cast.sam.person.email]


@pytest.mark.parametrize("stem", ["groups/people/emails/changed", "groups/signing_in/emails/new_browser"])
def test_who_sits_in_somebodys_session_cannot_send_the_warnings_of_it_to_themselves(
    cast, now, send, mail, carrier, stem
):
    sam = cast.sam.person
    sam.phone = "07700 900 111"
    sam.save()
    Preference.objects.update_or_create(person=sam, defaults={"channel": "TEXT"})
    given = {"what": "Your password was changed.", "device": "Firefox", "moment": "now"}
    notices.post(
        stem, to=sam, key="warned", at=now, kind="ACCOUNT", urgent=True, context=given, path="/you/", button="See"
    )
    assert send() == {"sent": 1} and not carrier.taken and mail.receivers == [sam.email]


def test_who_cannot_be_told_by_email_is_told_the_way_that_is_left(cast, now, send, mail, carrier):
    Suppression.objects.create(address=cast.sam.person.email, at=now)
    asked(cast, now, scope=ALL, **NOTED_NOW[0])
    assert send() == {"sent": 1}
    assert len(carrier.letters) == 1 and not mail.got


def digest(cast):
    return Subscription.objects.get(person=cast.sam.person)


def test_how_often_the_digest_comes_its_day_and_its_hour_can_be_asked_for(cast, now):
    ring(cast, digest="WEEKLY", digest_day="3", digest_hour="18")
    assert (digest(cast).frequency, digest(cast).day, digest(cast).hour) == ("WEEKLY", 3, 18)
    assert digest(cast).next_due_at == datetime(2026, 11, 19, 18, tzinfo=UTC)
    assert (
        "Your digest of all your groups: once a week, on Thursday at 6pm. Before: once a month, on the first working day, at 8am."
        in letter().text
    )
    [event] = Event.objects.filter(what="letters_set_for_someone")
    assert event.sentence == "Farah set how letters come for someone, as they asked by phone." and event.detail == {}


def test_of_the_digest_too_what_was_not_spoken_of_stays(cast, now):
    asked(cast, now, digest="DAILY", digest_hour=20)
    asked(cast, now + timedelta(minutes=1), digest_hour=9)
    assert (digest(cast).frequency, digest(cast).hour) == ("DAILY", 9)
    asked(cast, now + timedelta(minutes=2), digest="NEVER")
    assert (digest(cast).frequency, digest(cast).hour) == ("NEVER", 9)
    last = Letter.objects.filter(stem="groups/wishes/emails/set_for").last()
    assert "Your digest of all your groups: never. Before: every day at 9am." in last.text
    asked(cast, now + timedelta(minutes=3), look="LARGE")
    assert digest(cast).frequency == "NEVER"


def test_the_hour_alone_leaves_how_often_to_the_role(cast, now):
    asked(cast, now, digest_hour=9)
    assert (digest(cast).frequency, digest(cast).chosen_at) == ("MONTHLY", None)


def test_whoever_asks_for_a_digest_gets_it_though_they_had_stopped_it(cast, now):
    for group in (None, cast.group.pk, cast.other_group.pk):
        choosing.stop(person_id=cast.sam.person.pk, group_id=group, kind=Kind.DIGEST, now=now)
    asked(cast, now, digest="DAILY")
    assert list(Stop.objects.values_list("group", flat=True)) == [cast.other_group.pk], "what is of others is theirs"
    assert "every day at 8am. Before: stopped." in letter().text
    asked(cast, now + timedelta(minutes=1), digest="DAILY", stop=["DIGEST"])
    assert Stop.objects.filter(group=cast.group).exists(), "and may leave this group out of it"


def test_a_digest_by_the_week_needs_its_day(cast):
    answer = ring(cast, digest="FORTNIGHT")
    assert answer.status_code == 200 and "Choose the day on which their digest comes" in answer.content.decode()
    ring(cast, digest="MONTHLY", digest_day="4")
    assert (digest(cast).frequency, digest(cast).day) == ("MONTHLY", 0)


def test_the_page_shows_nothing_of_how_their_digest_comes(cast, now):
    def seen():
        shown = cast.farah.client.get(address(cast)).content.decode()
        return shown[shown.index("<main") : shown.index("</main")]

    before = seen()
    assert "How often should their digest come?" in before
    asked(cast, now, digest="DAILY", digest_hour=20)
    strip = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|name="once" value="[^"]*"')
    assert strip.sub("", seen()) == strip.sub("", before)
