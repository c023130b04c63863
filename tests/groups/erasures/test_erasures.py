"""Asking to be erased, a week to think, and then nothing leads to them; what the group agreed stays."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.urls import reverse

from feedback.attachments import operations as attachments
from feedback.attachments.models import Attachment
from feedback.emergencies import operations as emergencies
from feedback.replies import operations as replies
from feedback.replies.models import Inbound
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.actions import operations as actions
from groups.actions.models import Action
from groups.complaints import operations as complaints
from groups.complaints.models import Complaint
from groups.erasures import operations, queries
from groups.erasures.models import Erasure
from groups.history.models import Event
from groups.history.operations import record
from groups.membership import operations as membership
from groups.membership.models import Membership, Role
from groups.notices.models import Letter
from groups.organisations import operations as organisations
from groups.people import operations as people
from groups.people.models import Person
from groups.retention import tasks
from tests import builders
from tests.cast import signed_in
from tests.feedback.attachments.files import photo
from tests.house import erased

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def own_list(settings, tmp_path):
    settings.MEDIA_ROOT, settings.ERASURES_FILE = tmp_path / "media", tmp_path / "kept" / "erasures.txt"


def ask(who, now):
    return operations.ask(by=who.person, now=now)


def letters(stem):
    return Letter.objects.filter(stem=f"groups/erasures/emails/{stem}")


def gone(who):
    return not Person.objects.get(pk=who.person.pk).is_active


# --- asking, and a week to think ---


def test_whoever_asks_has_a_week_and_goes_after_it(cast, now):
    ask(cast.sam, now)
    assert letters("asked").get().person == cast.sam.person
    tasks.forget(now + 7 * DAY - timedelta(seconds=1))
    assert not gone(cast.sam)
    tasks.forget(now + 7 * DAY)
    assert gone(cast.sam) and Erasure.objects.get().done_at == now + 7 * DAY
    tasks.forget(now + 8 * DAY)
    assert Erasure.objects.count() == 1


def test_whoever_changes_their_mind_stays(cast, now):
    ask(cast.sam, now)
    operations.drop(by=cast.sam.person, now=now + DAY)
    tasks.forget(now + 8 * DAY)
    assert not gone(cast.sam)
    with pytest.raises(operations.NotAskedFor):
        operations.drop(by=cast.sam.person, now=now + DAY)


def test_asking_twice_asks_once(cast, now):
    ask(cast.sam, now)
    with pytest.raises(operations.AskedAlready):
        ask(cast.sam, now)


def test_it_is_asked_for_and_taken_back_on_one_page(cast, now):
    client = cast.sam.client
    assert "What becomes of each thing" in client.get(reverse("erase_me")).content.decode()
    assert client.post(reverse("erase_me")).url == reverse("erase_me")
    page = client.get(reverse("erase_me")).content.decode()
    assert "You will be erased at" in page and "I want to stay" in page and "Erase me" not in page
    assert "You asked for this already" in client.post(reverse("erase_me"), follow=True).content.decode()
    assert "You stay" in client.post(reverse("stay"), follow=True).content.decode()
    assert Erasure.objects.get().dropped_at == now


# --- what others wait for ---


def test_the_only_one_in_a_role_hands_it_over_first(cast, now):
    for who in (cast.farah, cast.priya, cast.okoro):
        with pytest.raises(operations.HandOverFirst):
            ask(who, now)
    builders.membership(cast.group, Role.FACILITATOR, name="Second")
    ask(cast.farah, now)


def test_the_page_says_what_is_owed_and_offers_no_button(cast, now):
    page = signed_in(cast.farah.person).get(reverse("erase_me")).content.decode()
    assert f"You are the only facilitator of {cast.group.name}" in page and "Erase me" not in page


def test_the_last_admin_of_an_organisation_invites_another_first(cast, now):
    with pytest.raises(operations.HandOverFirst):
        ask(cast.orla, now)
    builders.office(cast.group.organisation, who=builders.person("Other"))
    ask(cast.orla, now)


def test_whoever_took_something_on_says_what_happened_or_hands_it_back(cast, now):
    told = {"by": cast.farah.membership, "now": now}
    action = actions.write(what="Ring them", due_on=(now + DAY).date(), owner=cast.sam.membership, **told)
    assert queries.actions(cast.sam.person) == [
        f"You took this on in {cast.group.name}: “Ring them”. Say what happened, or hand it back."
    ]
    with pytest.raises(operations.HandOverFirst):
        ask(cast.sam, now)
    operations.erase(person=cast.sam.person, because="OPERATOR", now=now)
    assert Action.objects.get(pk=action.pk).owner is None
    assert Letter.objects.filter(stem__endswith="action_back", person=cast.farah.person).exists()


# --- the erasure ---


def test_what_was_said_with_a_name_stays_from_a_former_member(cast, now):
    said = voice.post(by=cast.sam.membership, now=now, words="The ramp is too steep")
    people.say_needs(by=cast.sam.person, now=now, access_needs="A ramp")
    operations.erase(person=cast.sam.person, because="ASKED", now=now)
    page = cast.jo.client.get(reverse("thread", args=[cast.group.slug, said.pk])).content.decode()
    assert "The ramp is too steep" in page and "A former member" in page and "Sam " not in page
    assert Post.objects.get(pk=said.pk).said_by.left_at == now
    assert Person.objects.get(pk=cast.sam.person.pk).access_needs == ""


def test_their_name_goes_from_history_and_letters_and_other_peoples_stay(cast, now):
    people.change_profile(by=cast.jo.person, now=now, name="Joanna Reed")
    jo = Membership.objects.with_people().get(pk=cast.jo.membership.pk)
    record("role_changed", "Sam asked Joanna Reed, and Joanna Reed said yes.", by=cast.sam.membership, at=now)
    record("role_changed", "Jo came.", by=cast.farah.membership, about=jo, at=now)
    people.change_email(by=jo.person, now=now, email="joanna@example.org")
    membership.leave(membership=jo, now=now)
    operations.erase(person=jo.person, because="ASKED", now=now)
    told = list(Event.objects.values_list("sentence", flat=True))
    assert "Sam asked a former member, and a former member said yes." in told and "A former member came." in told
    assert erased.where(["Joanna", "joanna@"]) == {"groups.Letter.address": "joanna@"}
    assert letters("done").get().address == "joanna@example.org"
    assert "Joanna" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_a_name_somebody_else_has_too_goes_only_where_it_is_theirs(cast, now):
    builders.membership(cast.group, name="Sam Other")
    record("x", "Sam said hello.", by=cast.farah.membership, at=now)
    record("x", "Sam came.", by=cast.sam.membership, at=now)
    operations.erase(person=cast.sam.person, because="ASKED", now=now)
    told = list(Event.objects.filter(what="x").order_by("pk").values_list("sentence", flat=True))
    assert told == ["Sam said hello.", "A former member came."]


def test_their_files_are_deleted_and_they_cannot_sign_in_any_more(cast, now, django_capture_on_commit_callbacks):
    client = cast.sam.client
    post = voice.post(by=cast.sam.membership, now=now, words="Look")
    with django_capture_on_commit_callbacks(execute=True):
        one = attachments.attach(by=cast.sam.membership, now=now, content=photo(), description="Me", post=post)
        operations.erase(person=cast.sam.person, because="ASKED", now=now)
    one = Attachment.objects.get(pk=one.pk)
    assert one.removed_at == now and one.description == operations.TAKEN
    assert not list(configured.MEDIA_ROOT.rglob(one.key))
    assert client.get(reverse("profile")).status_code == 302


def test_an_erasure_that_breaks_changes_nothing(cast, now, monkeypatch):
    monkeypatch.setattr(operations, "_remember", lambda number, changed, at: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        operations.erase(person=cast.sam.person, because="ASKED", now=now)
    assert not gone(cast.sam) and not Erasure.objects.exists()


# --- wherever they were named ---


def test_whoever_kept_the_site_goes_from_the_history_of_groups_they_had_no_place_in(cast, now):
    keeper = builders.person("Zorbat Quillon", is_site_admin=True)
    one = emergencies.ask(group=cast.group, reason="Somebody is in danger", by=keeper, now=now)
    emergencies.second(emergency=one, by=cast.orla.person, now=now)
    emergencies.end_those_run_out(now=now + timedelta(hours=2))
    operations.erase(person=keeper, because="OPERATOR", now=now + DAY)
    assert erased.where(["Zorbat Quillon"]) == {}
    assert Event.objects.filter(what="emergency_over").get().sentence.endswith(" a former member had opened nothing.")


def test_an_admin_goes_from_the_line_that_gave_them_their_office_and_another_stays(cast, now):
    for name in ("Zorbat Quillon", "Zorbat Other", "Mara Zorbat"):
        person = builders.person(name)
        membership.give_office(organisation=cast.group.organisation, person=person, by=cast.ada.person, now=now)
    operations.erase(person=Person.objects.get(name="Zorbat Quillon"), because="OPERATOR", now=now)
    told = list(Event.objects.filter(what="office_given").order_by("pk").values_list("sentence", flat=True))
    assert [one.split(" keeps")[0] for one in told] == ["A former member", "Zorbat Other", "Mara Zorbat"]


def test_a_letter_of_no_group_keeps_a_name_that_is_somebody_elses_too(cast, now):
    those = [builders.person("Zorbat"), builders.person("Mara"), builders.person("Mara", email="mara2@example.org")]
    for one in those:
        invited = organisations.invite_admin(
            organisation=cast.group.organisation, email=f"x{one.pk}@example.net", by=cast.ada.person, now=now
        )
        Letter.objects.filter(address=invited.email).update(text=f"{one.name} invited you.")
    for one in those[:2]:
        operations.erase(person=one, because="OPERATOR", now=now)
    told = Letter.objects.filter(text__endswith="invited you.").order_by("pk").values_list("text", flat=True)
    assert list(told) == ["A former member invited you.", "Mara invited you.", "Mara invited you."]


def test_a_complaint_made_signed_out_goes_with_whoever_has_the_address(cast, now):
    sam = cast.sam.person
    told = {"organisation": cast.group.organisation, "words_of_it": "Wrong.", "now": now}
    complaints.complain(name="Zorbat Quillon", email=sam.email.upper(), **told)
    complaints.complain(name="Other", email="other@example.net", **told)
    operations.erase(person=sam, because="OPERATOR", now=now)
    assert list(Complaint.objects.order_by("pk").values_list("name", "email", "words")) == [
        ("", "", "Wrong."), ("Other", "other@example.net", "Wrong."),
    ]  # fmt: skip


def test_a_text_from_their_number_goes_with_them_and_what_is_somebody_elses_stays(cast, now):
    Person.objects.filter(pk=cast.sam.person.pk).update(phone="+447700900123")
    for number in ("+447700900123", "+447700900124", "+447700900123"):
        event = SimpleNamespace(ident=f"{number}{Inbound.objects.count()}", number=number, words="My fatigue is worse.")
        replies.receive_text(event=event, now=now)
    replies.settle_new(now=now)
    Inbound.objects.filter(pk=Inbound.objects.last().pk).update(person=cast.jo.person)  # the phone is Jo's too
    operations.erase(person=cast.sam.person, because="OPERATOR", now=now)
    assert [one.person for one in Inbound.objects.order_by("pk")] == [None, cast.jo.person]
    answers = Letter.objects.filter(stem__endswith="say_it_another_way")
    assert list(answers.values_list("address", flat=True)) == ["+447700900124"]


# --- people who left long ago ---


def test_a_year_after_somebody_left_they_are_told_and_a_week_later_erased(cast, now):
    at = now - 358 * DAY
    Membership.objects.filter(pk=cast.gone.membership.pk).update(left_at=at + timedelta(seconds=1))
    tasks.forget(now)
    assert not letters("long_gone").exists()
    tasks.forget(now + timedelta(seconds=1))
    assert letters("long_gone").get().person == cast.gone.person and not gone(cast.gone)
    tasks.forget(now + 8 * DAY)
    assert gone(cast.gone)


@pytest.mark.parametrize("because", ["here", "office", "site", "stays"])
def test_nobody_who_is_still_wanted_is_long_gone(cast, now, because):
    Membership.objects.filter(pk=cast.gone.membership.pk).update(left_at=now - 500 * DAY)
    if because == "here":
        builders.membership(cast.other_group, who=cast.gone.person)
    elif because == "office":
        builders.office(cast.group.organisation, who=cast.gone.person)
    elif because == "site":
        Person.objects.filter(pk=cast.gone.person.pk).update(is_site_admin=True)
    else:
        tasks.forget(now)
        operations.drop(by=cast.gone.person, now=now)
    assert not queries.long_gone(now + DAY).exists()
    assert queries.long_gone(now + 400 * DAY).exists() is (because == "stays")


# --- by hand, and after a restore ---


def told(*command):
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_the_operator_erases_somebody_at_once(cast):
    said = told("erase", cast.farah.person.email.upper())
    assert "They were told: You are the only facilitator" in said and gone(cast.farah)
    assert Letter.objects.filter(stem__endswith="nobody_facilitates").exists()
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase", cast.farah.person.email)


def test_after_a_restore_whoever_was_erased_is_erased_again_and_nobody_else(cast, now):
    before = Person.objects.values().get(pk=cast.sam.person.pk)
    place = Membership.objects.values().get(pk=cast.sam.membership.pk)
    told("erase", cast.sam.person.email)
    # The older backup: as it was, without a row that says what happened. Somebody new has a number from the list.
    Erasure.objects.all().delete()
    Letter.objects.all().delete()
    Person.objects.filter(pk=before.pop("id")).update(**before)
    Membership.objects.filter(pk=place.pop("id")).update(**place)
    with configured.ERASURES_FILE.open("a") as kept:
        kept.write(f"{cast.jo.person.pk} {(now - DAY).isoformat()}\n999999 {now.isoformat()}\n")
    assert "1 person erased again" in told("replay_erasures")
    assert gone(cast.sam) and not gone(cast.jo) and not letters("done").exists()
    assert "0 people erased again" in told("replay_erasures", str(configured.ERASURES_FILE))


def test_without_a_list_the_operator_is_told(cast):
    with pytest.raises(CommandError, match="There is no list"):
        call_command("replay_erasures")
