import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.log import operations as log
from feedback.records import operations
from feedback.records.models import Export
from feedback.reports import operations as reports
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.corrections import operations as corrections
from groups.history.models import Event
from groups.membership import operations as membership_operations
from groups.membership.models import Membership, Role
from groups.minutes import operations as minutes
from groups.notices import queries as notices_queries
from groups.notices.models import Letter
from groups.seconding import operations as seconding
from tests import builders

WHY = "The council keeps an archive."


def ask(cast, now, by=None):
    return operations.ask(reason=WHY, by=by or cast.farah.membership, now=now)


def agreed(cast, now, by=None):
    export = ask(cast, now, by)
    operations.second(export=export, by=cast.nia.membership if by is None else cast.farah.membership, now=now)
    return Export.objects.get()


def files(file):
    with zipfile.ZipFile(file) as whole:
        read = {one: whole.read(one).decode("utf-8-sig") for one in whole.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in read.items()}


def history(cast):
    return list(Event.objects.of_group(cast.group.pk).newest_first().values_list("sentence", flat=True))


def url(name, cast, *rest):
    return reverse(name, args=[cast.group.slug, *rest])


def text(answer):
    return " ".join(answer.content.decode().split())


def letters(name):
    return Letter.objects.filter(stem=f"feedback/records/emails/{name}")


# --- it takes two ---


def test_until_a_second_person_agrees_nothing_can_be_taken(cast, now):
    export = ask(cast, now)
    with pytest.raises(operations.NotToBeTaken):
        operations.take(export=export, by=cast.farah.membership, now=now)
    assert history(cast)[0] == (
        f"Farah asked to take the whole record of the group away. A second person must agree. The reason: “{WHY}”"
    )
    assert {one.person for one in letters("to_second")} == {cast.nia.person}


def test_who_asked_is_not_the_second_person_even_in_another_role(cast, now):
    export = ask(cast, now)
    Membership.objects.filter(pk=cast.farah.membership.pk).update(left_at=now)
    again = builders.membership(cast.group, Role.NETWORK_COORDINATOR, who=cast.farah.person)
    for by in (cast.farah.membership, again):
        with pytest.raises(seconding.TakesTwoPeople):
            operations.second(export=export, by=by, now=now)
    assert Export.objects.get().seconded_at is None


def test_when_two_have_agreed_the_whole_group_is_told_by_a_letter_nobody_can_stop(cast, now):
    agreed(cast, now)
    told = letters("agreed")
    inside = {one.person for one in (cast.farah, cast.col, cast.sam, cast.jo, cast.sol)}
    assert {one.person for one in told} == inside | {cast.nia.person}
    assert not any(one.stoppable for one in told)
    assert WHY in told.first().text and "Nia agreed" in told.first().text
    assert history(cast)[0].startswith("Nia agreed that the whole record")


def test_who_left_before_the_letter_went_does_not_get_it(cast, now):
    agreed(cast, now)
    membership_operations.leave(membership=cast.jo.membership, now=now)
    due = list(letters("agreed").select_related("person__letter_preference", "group"))
    read = {one.letter.person_id: one.is_read for one in notices_queries.verdicts(due, now)}
    assert not read[cast.jo.person.pk] and read[cast.sam.person.pk]


def test_it_can_be_let_go_and_is_decided_once(cast, now):
    export = ask(cast, now)
    operations.drop(export=export, by=cast.nia.membership, now=now)
    assert history(cast)[0] == "Nia let the request go to take the record of the group away. Nothing was taken."
    for deed in (operations.second, operations.drop):
        with pytest.raises(seconding.AlreadyDecided):
            deed(export=export, by=cast.nia.membership, now=now)


def test_it_is_asked_once_at_a_time_and_after_a_week_anew(cast, now):
    export = ask(cast, now)
    with pytest.raises(seconding.AlreadyAsked):
        ask(cast, now + timedelta(days=6))
    late = now + timedelta(days=7)
    with pytest.raises(operations.TooLate):
        operations.second(export=export, by=cast.nia.membership, now=late)
    assert ask(cast, late).pk != export.pk


def test_only_the_two_take_it_for_a_week_and_each_time_is_in_the_history(cast, now):
    export = agreed(cast, now)
    fay = builders.membership(cast.group, Role.FACILITATOR, name="Fay")
    for by, at in ((fay, now), (cast.farah.membership, now + timedelta(days=7))):
        with pytest.raises(operations.NotToBeTaken):
            operations.take(export=export, by=by, now=at)
    for by in (cast.farah.membership, cast.nia.membership):
        operations.take(export=export, by=by, now=now + timedelta(days=6))
    took = [one for one in history(cast) if "as a file" in one]
    assert took == [f"{name} took the record of the group away, as a file." for name in ("Nia", "Farah")]


# --- what is in it ---


def lived(cast, now):
    log.bring_in(by=cast.farah.membership, now=now, words="Too few buses", source="minutes", outcome="A bus came.")
    topic = builders.topic(cast.group, "Travel")
    named = voice.post(by=cast.sam.membership, now=now, words="It is far.", topic=topic)
    voice.post(by=cast.jo.membership, now=now, words="We walk.", shown_as="GROUP", parent=named)
    rude = voice.post(by=cast.jo.membership, now=now, words="Rude words")
    reports.hide(by=cast.farah.membership, now=now, post=rude, because="UNKIND")
    gone = voice.post(by=cast.jo.membership, now=now, words="Not so")
    voice.take_back(by=cast.jo.membership, now=now, post=gone)
    voice.post(by=cast.sam.membership, now=now, words="About it.", said=builders.said(cast.group))
    Post.objects.create(group=cast.group, shown_as="UNNAMED", words="I am afraid.", said_on=now.date())


def met(cast, now):
    by = cast.farah.membership
    was = builders.meeting(cast.group, by, "Last week", starts_at=now - timedelta(days=7))
    new = [minutes.NewLine("DECISION", "Ask the council.")]
    minutes.write(meeting=was, version=0, summary="In short.", said={0: "We talked."}, new=new, by=by, now=now)
    corrections.ask_to_read(meeting=was, by=by, now=now - timedelta(days=9))
    corrections.confirm(meeting=was, version=1, by=by, now=now)


def test_a_facilitator_gets_what_stands_on_the_pages(cast, now):
    lived(cast, now)
    met(cast, now)
    found = files(operations.take(export=agreed(cast, now), by=cast.farah.membership, now=now))
    assert list(found) == ["we-said-we-did.csv", "notes-of-meetings.csv", "talk.csv", "history.csv"]
    assert found["we-said-we-did.csv"][1][1] == "Too few buses"
    assert found["notes-of-meetings.csv"][1][2:] == ["In short.", "Ask the council."]
    said = {row[3]: row for row in found["talk.csv"][1:]}
    assert said["It is far."][:3] == ["10am on Wednesday 18 November 2026", "Sam", "Travel"]
    assert said["About it."][2].startswith("Number ")
    assert said["We walk."][1] == "From the group"
    assert said["(hidden)"][1] == "" == said["(taken back)"][1]
    assert not {"Rude words", "Not so"} & set(said)
    assert found["history.csv"][-1][1] == "Farah took the record of the group away, as a file."


def test_of_words_without_a_name_there_is_a_day_and_nobody(cast, now):
    lived(cast, now)
    found = files(operations.take(export=agreed(cast, now), by=cast.farah.membership, now=now))
    unnamed = next(row for row in found["talk.csv"] if row[3] == "I am afraid.")
    assert unnamed[:2] == ["Wednesday 18 November 2026", "Someone in the group"]


def test_a_coordinator_gets_no_talk_and_no_name_of_the_group(cast, now):
    lived(cast, now)
    found = files(operations.take(export=agreed(cast, now), by=cast.nia.membership, now=now))
    assert "talk.csv" not in found
    whole = str(found)
    assert "It is far." not in whole
    assert not {"Sam", "Farah", WHY} & {word for row in found["history.csv"] for word in row[1].split()}


# --- the page ---


def test_a_facilitator_asks_a_coordinator_agrees_and_the_file_comes(cast):
    page = cast.farah.client.get(url("take_record", cast))
    assert "A second person must agree within 7 days" in text(page)
    answer = cast.farah.client.post(url("take_record", cast), {"reason": WHY}, follow=True)
    assert "You asked. We told those who can be the second person." in text(answer)
    assert "You can drop it." in text(answer) and "I agree" not in text(answer)
    export = Export.objects.get()
    assert WHY in text(cast.nia.client.get(url("take_record", cast)))
    answer = cast.nia.client.post(url("second_record", cast, export.pk), follow=True)
    assert "We are telling the whole group." in text(answer)
    got = cast.farah.client.post(url("record_file", cast, export.pk))
    assert got["Content-Disposition"] == f'attachment; filename="record-{cast.group.slug}.zip"'
    assert got["Cache-Control"] == "private, no-store"
    assert "we-said-we-did.csv" in files(io.BytesIO(got.getvalue()))


def test_a_reason_is_needed(cast):
    answer = cast.farah.client.post(url("take_record", cast), {"reason": " "})
    assert "Say what you need the record for" in text(answer) and not Export.objects.exists()


def test_it_can_be_dropped_on_the_page(cast, now):
    answer = cast.nia.client.post(url("drop_record", cast, ask(cast, now).pk), follow=True)
    assert "It is dropped. Nothing was taken." in text(answer)


def test_when_the_week_is_over_the_page_says_so(cast, now, clock):
    export = agreed(cast, now)
    clock(now + timedelta(days=8))
    answer = cast.farah.client.post(url("record_file", cast, export.pk), follow=True)
    assert "Only the two who agreed on it can take the record" in text(answer)


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "col", "priya", "okoro"])
def test_nobody_else_asks_agrees_or_takes(cast, now, who):
    export, client = ask(cast, now), getattr(cast, who).client
    assert client.get(url("take_record", cast)).status_code == 403
    for name in ("second_record", "drop_record", "record_file"):
        assert client.post(url(name, cast, export.pk)).status_code == 403


def test_a_request_of_another_group_is_not_found(cast, now):
    export = ask(cast, now)
    swapped = reverse("second_record", args=[cast.other_group.slug, export.pk])
    assert cast.faye.client.post(swapped).status_code == 404
    assert not Export.objects.visible_to(cast.sam.membership).exists()


def test_the_page_costs_as_much_with_a_long_history_as_with_none(cast, now, django_assert_num_queries):
    cast.farah.client.get(url("take_record", cast))
    for _ in range(2):
        with django_assert_num_queries(4):
            cast.farah.client.get(url("take_record", cast))
        operations.drop(export=ask(cast, now), by=cast.farah.membership, now=now)
