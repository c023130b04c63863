from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse

from feedback.log import operations as log
from feedback.reports import operations, queries, tasks
from feedback.reports.models import Appeal, Because, Hiding, Report
from feedback.voice import operations as voice
from feedback.voice.models import Post
from groups.history.models import Event
from groups.membership import operations as membership
from groups.membership.models import Membership
from groups.notices import delivery
from groups.notices.models import Letter
from tests import builders
from tests.feedback.gathering import pieces

WORDS = "Jo cannot even read a bus timetable."
OTHER = "We met at the pool and had tea."


def posted(cast, now, by=None, shown_as="NAME", words=WORDS):
    if shown_as == "UNNAMED":
        return Post.objects.create(group=cast.group, words=words, shown_as="UNNAMED", said_on=now.date())
    return voice.post(by=(by or cast.sam).membership, now=now, words=words, shown_as=shown_as)


def reported(cast, now, post=None, by=None, **why):
    why = {"because": "UNKIND", "words": ""} | why
    return operations.report(by=(by or cast.jo).membership, now=now, post=post or posted(cast, now), **why)


def hidden(cast, now, post=None, by=None, **why):
    post = post or posted(cast, now)
    why = {"because": "UNKIND", "words": ""} | why
    hiding = operations.hide(by=(by or cast.farah).membership, now=now, post=post, **why)
    post.refresh_from_db()
    return hiding


def appealed(cast, now, hiding=None, by=None):
    hiding = hiding or hidden(cast, now)
    return operations.appeal(by=(by or cast.sam).membership, now=now, post=hiding.post, words="It was a joke.")


def at(name, cast, post=None, **more):
    more |= {"post_id": post.pk} if post else {}
    return reverse(name, kwargs={"slug": cast.group.slug} | more)


def text_of(answer):
    content = answer if isinstance(answer, str) else answer.content
    return " ".join(BeautifulSoup(content, "html.parser").get_text(" ").split())


def without_samaritans(page):
    return page.replace("Samaritans", "")


def letters_to(player, stem):
    return Letter.objects.filter(person=player.person, stem=f"feedback/reports/emails/{stem}")


def ours():
    return Letter.objects.filter(stem__startswith="feedback/reports/").select_related("person")


# --- reporting ---


def test_a_member_reports_a_post_and_a_facilitator_looks(cast, now):
    post = posted(cast, now)
    page = text_of(cast.jo.client.get(at("report_post", cast, post)))
    assert WORDS in page and "is not told who reported it" in page
    answer = cast.jo.client.post(at("report_post", cast, post), {"because": "UNKIND", "words": "About me"}, follow=True)
    assert "You reported it." in text_of(answer)
    one = Report.objects.get()
    assert str(one.look_by) == "2026-11-25"
    page = text_of(cast.farah.client.get(at("report", cast, report_id=one.pk)))
    assert WORDS in page and "About me" in page and "Jo" not in page.replace(WORDS, "")
    assert at("report", cast, report_id=one.pk) in cast.farah.client.get(at("group_home", cast)).content.decode()
    answer = cast.farah.client.post(at("report", cast, report_id=one.pk), {"answer": "We spoke."}, follow=True)
    assert "It stays as it is." in text_of(answer)
    mine = text_of(cast.jo.client.get(at("report", cast, report_id=one.pk)))
    assert "We spoke." in mine and "It stays as it is" in mine
    assert letters_to(cast.jo, "looked_at").get().path == at("report", cast, report_id=one.pk)


def test_those_it_is_about_never_see_a_report_nor_decide_it(cast, now):
    post = posted(cast, now, by=cast.farah)
    one = reported(cast, now, post)
    assert cast.farah.client.get(at("report", cast, report_id=one.pk)).status_code == 404
    assert WORDS not in text_of(cast.farah.client.get(at("reports", cast)))
    assert not letters_to(cast.farah, "reported").exists()
    assert letters_to(cast.nia, "reported").count() == 1
    for act in (
        lambda: operations.leave(by=cast.farah.membership, now=now, report=one, answer="Fine"),
        lambda: operations.hide(by=cast.farah.membership, now=now, post=post, because="UNKIND"),
        lambda: operations.report(by=cast.farah.membership, now=now, post=post, because="UNKIND"),
    ):
        with pytest.raises(operations.YourOwnPost):
            act()
    operations.leave(by=cast.nia.membership, now=now, report=one, answer="I read it. It is fair.")
    assert one.pk and Report.objects.get().outcome == "STAYS"


def test_who_else_reads_reports(cast, now):
    one = reported(cast, now)
    page = at("report", cast, report_id=one.pk)
    seen = {p.person.name: p.client.get(page).status_code for p in cast.in_group}
    assert seen == {
        "Farah": 200, "Nia": 200, "Jo": 200, "Sam": 404, "Sol": 404, "Col": 403, "Priya": 403, "Dr Okoro": 403,
    }  # fmt: skip
    assert {p.client.get(page).status_code for p in cast.outsiders} == {404}
    assert cast.jo.client.post(page, {"answer": "I decide"}).status_code == 404
    assert Report.objects.get().outcome == ""


def test_a_coordinator_sees_the_reported_post_without_a_name_and_nothing_round_it(cast, now):
    post, other = posted(cast, now), posted(cast, now, words=OTHER)
    one = reported(cast, now, post)
    page = text_of(cast.nia.client.get(at("report", cast, report_id=one.pk)))
    assert WORDS in page and "Someone in the group, with their name" in page and "Sam" not in without_samaritans(page)
    assert cast.nia.client.get(at("hide_post", cast, post)).status_code == 200
    for name in ("hide_post", "report_post", "unhide_post"):
        assert cast.nia.client.get(at(name, cast, other)).status_code == 404
    with pytest.raises(operations.NotThere):
        operations.hide(by=cast.nia.membership, now=now, post=other, because="UNKIND")


def test_nothing_can_be_reported_twice_or_when_there_is_nothing_to_report(cast, now):
    post = posted(cast, now)
    reported(cast, now, post)
    with pytest.raises(operations.ReportedAlready):
        reported(cast, now, post)
    with pytest.raises(operations.ChooseWhy):
        reported(cast, now, post, by=cast.col, because="UGLY")
    with pytest.raises(operations.SayWhy):
        reported(cast, now, post, by=cast.col, because="OTHER")
    hidden(cast, now, post)
    with pytest.raises(operations.HiddenAlready):
        reported(cast, now, post, by=cast.col)
    assert "is hidden already" in text_of(cast.jo.client.get(at("report_post", cast, post), follow=True))
    gone = posted(cast, now)
    Post.objects.filter(pk=gone.pk).update(words="", withdrawn_on=now.date())
    with pytest.raises(operations.NotThere):
        reported(cast, now, gone)
    assert cast.jo.client.get(at("report_post", cast, gone)).status_code == 404
    with pytest.raises(log.NotYourPart):
        reported(cast, now, posted(cast, now), by=cast.okoro)


def test_with_nobody_to_look_the_page_says_whom_to_write_to_and_keeps_the_words(cast, now):
    Membership.objects.filter(role="NETWORK_COORDINATOR").update(left_at=now)
    post = posted(cast, now, by=cast.farah)
    answer = cast.jo.client.post(at("report_post", cast, post), {"because": "UNKIND", "words": "Kept"})
    assert "nobody in your group who could look at this. Write to Orla" in text_of(answer)
    assert "Kept" in answer.content.decode()
    cast.group.independent_name, cast.group.independent_email = "Ines Moor", "ines@example.org"
    assert queries.elsewhere(cast.group) == "Ines Moor, ines@example.org"


def test_nobody_decides_their_own_report_or_one_that_is_decided(cast, now):
    one = reported(cast, now, by=cast.farah)
    with pytest.raises(operations.YourOwnReport):
        operations.leave(by=cast.farah.membership, now=now, report=one, answer="x")
    operations.leave(by=cast.nia.membership, now=now, report=one, answer="It is fair.")
    with pytest.raises(operations.DecidedAlready):
        operations.leave(by=cast.nia.membership, now=now, report=one, answer="x")


# --- hiding ---


def test_hiding_leaves_a_line_with_the_reason_and_changes_no_word(cast, now):
    post = posted(cast, now)
    one = reported(cast, now, post)
    page = cast.farah.client.get(at("hide_post", cast, post) + "?because=PRIVATE")
    assert BeautifulSoup(page.content, "html.parser").select_one("input[checked]")["value"] == "PRIVATE"
    answer = cast.farah.client.post(at("hide_post", cast, post), {"because": "PRIVATE", "words": "x"}, follow=True)
    assert "You hid it." in text_of(answer)
    post.refresh_from_db()
    assert (post.words, post.hidden_at, post.hidden_because) == (WORDS, now, "PRIVATE")
    one.refresh_from_db()
    assert (one.outcome, one.decided_by) == ("HIDDEN", cast.farah.membership)
    assert letters_to(cast.jo, "looked_at").get().text.count("It was hidden") == 1
    assert "is hidden already" in text_of(cast.farah.client.get(at("hide_post", cast, post), follow=True))
    assert WORDS not in text_of(cast.jo.client.get(at("report", cast, report_id=one.pk)))
    assert WORDS not in text_of(cast.jo.client.get(at("reports", cast)))
    hiding = Hiding.objects.get()
    assert (hiding.hidden_by, hiding.hidden_at, hiding.words) == (cast.farah.membership, now, "x")


def test_whoever_reported_it_and_hides_it_needs_no_letter_about_it(cast, now):
    post = posted(cast, now)
    reported(cast, now, post, by=cast.farah)
    hidden(cast, now, post)
    assert Report.objects.get().outcome == "HIDDEN"
    assert not letters_to(cast.farah, "looked_at").exists()


def test_whoever_wrote_it_is_told_why_and_how_to_have_it_looked_at_again(cast, now):
    hidden(cast, now, words="It names a neighbour.")
    letter = letters_to(cast.sam, "hidden").get()
    assert "It names a neighbour." in letter.text and "ask for another look" in letter.text
    assert WORDS not in letter.text + letter.subject + letter.html
    hidden(cast, now, posted(cast, now, shown_as="GROUP"))
    hidden(cast, now, posted(cast, now, shown_as="UNNAMED"))
    assert Letter.objects.filter(stem__endswith="/hidden").count() == 1


def test_without_a_coordinator_the_letter_says_whom_to_write_to(cast, now):
    Membership.objects.filter(role="NETWORK_COORDINATOR").update(left_at=now)
    hiding = hidden(cast, now)
    assert "write to Orla" in letters_to(cast.sam, "hidden").get().text
    answer = cast.sam.client.post(at("appeal_hiding", cast, hiding.post), {"words": "It was a joke."})
    assert "Write to Orla" in text_of(answer) and "It was a joke." in answer.content.decode()
    assert not Appeal.objects.exists()


def test_whoever_has_left_is_told_nothing_more(cast, now):
    post = posted(cast, now)
    membership.leave(membership=cast.sam.membership, now=now)
    hidden(cast, now, post)
    operations.unhide(by=cast.farah.membership, now=now, post=post)
    assert not Letter.objects.filter(person=cast.sam.person, stem__startswith="feedback/reports").exists()


def test_only_those_who_may_hide_hide_and_each_once(cast, now):
    post = posted(cast, now)
    for who in (cast.jo, cast.priya, cast.okoro, cast.faye):
        with pytest.raises(log.NotYourPart):
            hidden(cast, now, post, by=who)
    with pytest.raises(operations.SayWhy):
        hidden(cast, now, post, because="OTHER")
    hidden(cast, now, post, by=cast.col)
    with pytest.raises(operations.HiddenAlready):
        hidden(cast, now, post)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hiding.objects.create(
            group=cast.group, post=post, because="UNKIND", hidden_by=cast.farah.membership, hidden_at=now
        )


def test_a_hidden_post_is_shown_again_as_it_was(cast, now):
    hiding = hidden(cast, now, words="Too sharp")
    page = text_of(cast.col.client.get(at("unhide_post", cast, hiding.post)))
    assert "Too sharp" in page and WORDS in page
    cast.col.client.post(at("unhide_post", cast, hiding.post))
    hiding.refresh_from_db()
    post = Post.objects.get()
    assert (hiding.shown_by, post.hidden_at, post.hidden_because, post.words) == (
        cast.col.membership, None, "", WORDS,
    )  # fmt: skip
    assert letters_to(cast.sam, "shown_again").count() == 1
    with pytest.raises(operations.NotHidden):
        operations.unhide(by=cast.farah.membership, now=now, post=post)
    assert "is not hidden" in text_of(cast.farah.client.get(at("unhide_post", cast, post), follow=True))
    assert "is not hidden" in text_of(cast.sam.client.get(at("appeal_hiding", cast, post), follow=True))


def test_a_facilitator_does_not_show_their_own_hidden_post_again(cast, now):
    hiding = hidden(cast, now, posted(cast, now, by=cast.farah), by=cast.col)
    with pytest.raises(operations.YourOwnPost):
        operations.unhide(by=cast.farah.membership, now=now, post=hiding.post)


# --- another look ---


def test_whoever_wrote_it_asks_and_someone_who_did_not_hide_it_decides(cast, now):
    hiding = hidden(cast, now)
    page = text_of(cast.sam.client.get(at("appeal_hiding", cast, hiding.post)))
    assert WORDS in page and "The network coordinator looks again" in page
    cast.sam.client.post(at("appeal_hiding", cast, hiding.post), {"words": "It was a joke."})
    one = Appeal.objects.get()
    assert (one.asked_by, str(one.look_by)) == (cast.sam.membership, "2026-11-25")
    assert letters_to(cast.nia, "appealed").count() == 1
    link = at("decide_appeal", cast, appeal_id=one.pk)
    assert link in cast.nia.client.get(at("group_home", cast)).content.decode()
    assert link in cast.nia.client.get(at("reports", cast)).content.decode()
    page = text_of(cast.nia.client.get(link))
    assert (
        WORDS in page and "It was a joke." in page and "Farah hid it" in page and "Sam" not in without_samaritans(page)
    )
    assert "It will be decided by" in text_of(cast.sam.client.get(at("appeal_hiding", cast, hiding.post)))
    answer = cast.nia.client.post(link, {"decision": "SHOWN", "answer": "It hurts nobody."}, follow=True)
    assert "You decided." in text_of(answer)
    assert Post.objects.get().hidden_at is None
    for player in (cast.sam, cast.farah):
        assert "It hurts nobody." in letters_to(player, "decided").get().text
    assert letters_to(cast.sam, "shown_again").count() == 1
    assert "It hurts nobody." in text_of(cast.nia.client.get(link))


def test_it_may_stay_hidden_and_then_no_facilitator_shows_it_again(cast, now):
    one = appealed(cast, now)
    operations.decide(by=cast.nia.membership, now=now, appeal=one, decision="STAYS", answer="It hurts Jo.")
    post = one.hiding.post
    assert "It hurts Jo." in text_of(cast.sam.client.get(at("appeal_hiding", cast, post)))
    with pytest.raises(operations.LookedAtAgain):
        operations.unhide(by=cast.farah.membership, now=now, post=post)
    with pytest.raises(operations.AskedAlready):
        appealed(cast, now, one.hiding)
    operations.unhide(by=cast.nia.membership, now=now, post=post)
    assert Post.objects.get().hidden_at is None


def test_whoever_hid_it_may_show_it_before_anyone_looks_which_ends_the_question(cast, now):
    one = appealed(cast, now)
    operations.unhide(by=cast.farah.membership, now=now, post=one.hiding.post)
    one.refresh_from_db()
    assert (one.decision, one.decided_by) == ("SHOWN", cast.farah.membership)
    assert letters_to(cast.sam, "decided").count() == 1 and not letters_to(cast.farah, "decided").exists()


@pytest.mark.parametrize("shown_as", ["GROUP", "UNNAMED"])
def test_of_a_post_without_a_person_anyone_of_the_group_asks_and_nobody_keeps_who(cast, now, shown_as):
    hiding = hidden(cast, now, posted(cast, now, shown_as=shown_as))
    page = text_of(cast.jo.client.get(at("appeal_hiding", cast, hiding.post)))
    assert "We do not keep who asked" in page and WORDS not in page
    one = appealed(cast, now, hiding, by=cast.sol)
    assert one.asked_by is None
    assert {line.by for line in Event.objects.filter(what="another_look_asked")} == {None}
    page = text_of(cast.nia.client.get(at("decide_appeal", cast, appeal_id=one.pk)))
    assert ("From the group" if shown_as == "GROUP" else "without a name") in page
    operations.decide(by=cast.nia.membership, now=now, appeal=one, decision="STAYS", answer="It hurts Jo.")
    assert "It hurts Jo." in text_of(cast.jo.client.get(at("appeal_hiding", cast, hiding.post)))
    assert set(Letter.objects.filter(stem__endswith="/decided").values_list("person__name", flat=True)) == {"Farah"}


def test_nobody_else_asks_for_a_post_with_a_name(cast, now):
    hiding = hidden(cast, now)
    assert cast.jo.client.get(at("appeal_hiding", cast, hiding.post)).status_code == 404
    with pytest.raises(operations.NotYourWords):
        appealed(cast, now, hiding, by=cast.jo)
    with pytest.raises(operations.NotHidden):
        operations.appeal(by=cast.sam.membership, now=now, post=posted(cast, now), words="x")


def test_whoever_hid_it_never_decides(cast, now):
    post = posted(cast, now)
    reported(cast, now, post)
    hiding = hidden(cast, now, post, by=cast.nia)
    with pytest.raises(operations.NobodyToLook):
        appealed(cast, now, hiding)
    other = builders.membership(cast.group, "NETWORK_COORDINATOR", name="Nuala")
    one = appealed(cast, now, hiding)
    assert set(Letter.objects.filter(stem__endswith="/appealed").values_list("person__name", flat=True)) == {"Nuala"}
    assert cast.nia.client.get(at("decide_appeal", cast, appeal_id=one.pk)).status_code == 404
    with pytest.raises(operations.HidItYourself):
        operations.decide(by=cast.nia.membership, now=now, appeal=one, decision="SHOWN", answer="x")
    with pytest.raises(operations.ChooseOne):
        operations.decide(by=other, now=now, appeal=one, decision="MAYBE", answer="x")
    operations.decide(by=other, now=now, appeal=one, decision="SHOWN", answer="x")
    with pytest.raises(operations.DecidedAlready):
        operations.decide(by=other, now=now, appeal=one, decision="SHOWN", answer="x")


def test_a_point_of_contact_asks_for_another_look_at_their_own_hidden_post(cast, now):
    hiding = hidden(cast, now, pieces.of_the_contact(cast, now, words=WORDS))
    page = text_of(cast.priya.client.get(at("appeal_hiding", cast, hiding.post)))
    assert WORDS in page
    one = appealed(cast, now, hiding, by=cast.priya)
    assert one.asked_by == cast.priya.membership
    assert list(Appeal.objects.visible_to(cast.priya.membership)) == [one]
    assert list(Hiding.objects.visible_to(cast.nia.membership)) == [hiding]
    assert list(Hiding.objects.visible_to(cast.jo.membership)) == [hiding]


# --- letters, reminders, history ---


def test_those_who_have_not_looked_in_time_hear_again_and_the_coordinator_too(cast, now):
    reported(cast, now)
    appealed(cast, now)
    assert operations.nudge(now=now + timedelta(days=7)) == 0
    assert operations.nudge(now=now + timedelta(days=8)) == 2
    assert tasks.nudge(now + timedelta(days=9)) == 0
    assert letters_to(cast.farah, "reported").count() == 2
    assert letters_to(cast.nia, "reported").count() == 1
    assert letters_to(cast.nia, "appealed").count() == 2


def test_those_who_have_not_looked_hear_of_it_by_day(cast, now):
    reported(cast, now)
    appealed(cast, now)
    late = (now + timedelta(days=8)).replace(minute=0)
    assert [operations.nudge(now=late.replace(hour=hour)) for hour in (0, 7, 8)] == [0, 0, 2]


def test_a_promise_runs_where_the_group_is(cast, now):
    """Just after midnight in London a day has not passed in the Azores: whoever is there is not hurried."""
    one, two = reported(cast, now), appealed(cast, now)
    cast.group.time_zone = "Atlantic/Azores"
    cast.group.save()
    midnight = now.replace(day=26, hour=0, minute=10)
    assert operations.nudge(now=midnight) == 0
    assert (one.nudged_at, two.nudged_at) == (None, None)


def test_letters_go_only_while_they_are_right(cast, now, mail):
    one = reported(cast, now)
    two = appealed(cast, now)
    operations.unhide(by=cast.farah.membership, now=now, post=two.hiding.post)
    operations.leave(by=cast.nia.membership, now=now, report=one, answer="It is fair.")
    membership.leave(membership=cast.jo.membership, now=now)
    delivery.send_due(lambda: now)
    states = {(one.stem.rpartition("/")[2], one.person.name): one.state for one in ours()}
    assert states == {
        ("reported", "Farah"): "EXPIRED", ("looked_at", "Jo"): "EXPIRED", ("hidden", "Sam"): "EXPIRED",
        ("appealed", "Nia"): "EXPIRED", ("decided", "Sam"): "SENT", ("shown_again", "Sam"): "SENT",
    }  # fmt: skip


def test_letters_to_those_who_look_go_while_they_can_look(cast, now, mail):
    reported(cast, now)
    appealed(cast, now)
    delivery.send_due(lambda: now)
    states = {(one.stem.rpartition("/")[2], one.person.name): one.state for one in Letter.objects.all()}
    assert states == {("reported", "Farah"): "SENT", ("hidden", "Sam"): "SENT", ("appealed", "Nia"): "SENT"}


def test_history_tells_what_was_done_without_names_or_words_of_the_post(cast, now):
    one = reported(cast, now)
    two = appealed(cast, now)
    operations.decide(by=cast.nia.membership, now=now, appeal=two, decision="SHOWN", answer="x")
    operations.leave(by=cast.nia.membership, now=now, report=one, answer="x")
    lines = Event.objects.filter(group=cast.group).exclude(what="post_written").order_by("id")
    assert list(lines.values_list("by", "sentence")) == [
        (None, "A post in the group’s talk was reported."),
        (None, "A post in the group’s talk was hidden. The reason: It is unkind or insulting."),
        (None, "Someone asked for another look at a hidden post."),
        (None, "Someone else looked at a hidden post again. It is shown again."),
        (None, "A hidden post in the group’s talk is shown again."),
        (None, "A reported post was looked at. It stays as it is."),
    ]


def test_a_reporter_who_may_not_open_the_list_is_told_by_letter(cast, now):
    one = reported(cast, now, by=cast.col)
    operations.leave(by=cast.nia.membership, now=now, report=one, answer="It is fair.")
    letter = letters_to(cast.col, "looked_at").get()
    assert "It is fair." in letter.text and letter.path == at("group_home", cast)


# --- lists and parts ---


@pytest.mark.parametrize(("who", "count"), [("jo", 4), ("farah", 4), ("nia", 5)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_statements_for_three_as_for_one(cast, now, who, count, rows, django_assert_num_queries):
    for _ in range(rows):
        reported(cast, now)
        appealed(cast, now)
    client = getattr(cast, who).client
    client.get(at("reports", cast))
    with django_assert_num_queries(count):
        client.get(at("reports", cast))


def test_an_empty_list_says_so(cast):
    assert "Nothing was reported." in text_of(cast.jo.client.get(at("reports", cast)))


@pytest.mark.parametrize("because", Because)
def test_every_reason_stands_in_words_in_the_place_of_the_post(cast, now, because):
    hiding = hidden(cast, now, because=because, words="More")
    page = text_of(
        render_to_string(
            "feedback/reports/tombstone.html",
            {"post": hiding.post, "group": cast.group, "membership": cast.jo.membership},
        )
    )
    assert because.label in page and WORDS not in page and "another look" not in page


def test_the_line_says_to_whom_it_may_concern_how_to_ask(cast, now):
    named, group = hidden(cast, now).post, hidden(cast, now, posted(cast, now, shown_as="GROUP")).post
    for post, who, there in ((named, cast.sam, True), (named, cast.jo, False), (group, cast.jo, True)):
        given = {"post": post, "group": cast.group, "membership": who.membership}
        html = render_to_string("feedback/reports/tombstone.html", given)
        assert (at("appeal_hiding", cast, post) in html) is there


def test_what_one_may_do_about_a_post_depends_on_whose_it_is_and_whether_it_is_hidden(cast, now):
    def may(post, who):
        post.refresh_from_db()
        return queries.what_they_may(post, who.membership)

    post = posted(cast, now)
    assert may(post, cast.jo) == {"report"}
    assert may(post, cast.farah) == {"report", "hide"}
    assert may(post, cast.sam) == set()
    assert may(post, cast.okoro) == set()
    hidden(cast, now, post)
    assert may(post, cast.farah) == {"unhide"}
    assert may(post, cast.jo) == set()
