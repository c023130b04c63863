"""Email does not reach somebody: they see why and try again; a facilitator sees only that, and what to do."""

from datetime import timedelta

import pytest
from django.urls import reverse

from groups.bounces import operations
from groups.bounces.tasks import work_again
from groups.history.models import Event
from groups.membership.models import Role
from groups.notices.models import Letter
from groups.reach import operations as reach
from groups.reach.models import Suppression
from tests import builders
from tests.cast import signed_in

A_DAY = timedelta(hours=24)
NOT_YOU, NOT_THEM = "Email is not reaching you", "Email is not reaching this person"


def text(answer):
    return answer.content.decode()


def trials():
    return Letter.objects.filter(stem="groups/bounces/emails/trial")


@pytest.fixture
def unreached(cast, now):
    reach.bounced(address=cast.sam.person.email, now=now, reason="SMTPRecipientsRefused 550")
    return cast.sam


def letters(player):
    return text(player.client.get(reverse("your_letters")))


def press(player):
    return text(player.client.post(reverse("try_my_email"), follow=True))


# --- the person ---


def test_a_person_sees_that_letters_came_back_and_can_try_again(unreached, mail, send, now):
    page = letters(unreached)
    assert NOT_YOU in page and "came back, so we stopped" in page and "Try my email again" in page
    assert "We are sending you one letter now" in press(unreached)
    assert send() == {"sent": 1}
    assert mail.receivers == [unreached.person.email]
    assert mail.messages[0]["Subject"] == "Do our emails reach you again?"
    page = letters(unreached)
    assert "We sent one letter to" in page and "Try my email again" not in page


def test_after_a_day_without_a_bounce_every_letter_goes_again(unreached, post, mail, send, now):
    press(unreached)
    send()
    assert work_again(now + A_DAY - timedelta(seconds=1)) == 0
    post(unreached.person, "too soon")
    assert send() == {"expire": 1}
    assert work_again(now + A_DAY) == 1
    post(unreached.person, "again")
    assert send() == {"sent": 1}
    assert NOT_YOU not in letters(unreached)
    line = Event.objects.get(what="email_works_again")
    assert (line.about_id, line.group) == (unreached.person.pk, None)


@pytest.mark.parametrize("what", ["bounced", "complained", "soft"])
def test_a_trial_that_comes_back_was_none(unreached, mail, send, now, what):
    press(unreached)
    send()
    address = unreached.person.email
    more = {"at": now, "arrived_since": False} if what == "soft" else {}
    getattr(reach, what)(address=address, now=now + timedelta(hours=23), **more)
    assert work_again(now + 2 * A_DAY) == 0
    assert "Try my email again" in letters(unreached)


def test_a_trial_that_the_mail_server_refuses_can_be_tried_again_and_is_no_more_than_one_letter(unreached, mail, send):
    mail.refuse[unreached.person.email] = "550 5.1.1 no such user"
    press(unreached)
    assert "We are trying your email now." in press(unreached)
    assert trials().count() == 1
    assert send() == {"bounced": 1}
    assert "Try my email again" in letters(unreached)


def test_a_trial_kept_here_because_no_mail_goes_out_lifts_nothing(unreached, send, now):
    press(unreached)
    assert send() == {"kept": 1}
    assert work_again(now + 2 * A_DAY) == 0
    assert "Try my email again" in letters(unreached)


def test_somebody_whom_letters_reach_has_nothing_to_try(cast):
    assert "There is nothing to try again." in press(cast.jo)
    assert not trials().exists()


def test_whoever_pressed_spam_reads_that_and_only_they_take_it_back(cast, mail, send, now):
    reach.complained(address=cast.sam.person.email, now=now)
    assert "you do not want our letters" in letters(cast.sam)
    operations.try_for(by=cast.farah.membership, now=now, person=cast.sam.person)
    assert not trials().exists()
    press(cast.sam)
    assert send() == {"sent": 1}
    assert work_again(now + A_DAY) == 1


def test_a_letter_that_came_back_says_so(cast, post, send, mail, now):
    letter = post(cast.sam.person)
    send()
    assert "it came back" not in letters(cast.sam)
    Letter.objects.update(came_back_at=now)
    assert "it came back" in letters(cast.sam)
    page = text(cast.sam.client.get(reverse("your_letter", args=[letter.pk])))
    assert "It came back: it did not arrive there." in page


def test_trying_is_behind_the_second_step_where_letters_are(cast, now):
    reach.bounced(address=cast.farah.person.email, now=now)
    halfway = signed_in(cast.farah.person, second_factor=False)
    assert halfway.post(reverse("try_my_email")).url == "/you/second-step/"
    assert not trials().exists()
    assert cast.farah.client.post(reverse("try_my_email")).url == reverse("your_letters")
    assert trials().exists()


# --- signing in ---


def test_whoever_signs_in_although_email_does_not_reach_them_hears_of_it(cast, settings, now, visitor):
    settings.DEMO = True
    from tests.pages import demo_urls

    settings.ROOT_URLCONF = demo_urls.__name__
    come_in = reverse("demo_sign_in", args=[cast.sam.person.pk])
    assert NOT_YOU not in text(visitor.post(come_in, follow=True))
    reach.bounced(address=cast.sam.person.email, now=now)
    page = text(visitor.post(come_in, follow=True))
    assert NOT_YOU in page and '<a href="/you/letters/">See why, and try again</a>' in page


# --- facilitators ---


def test_facilitators_see_that_and_no_more(unreached, cast):
    list_url = reverse("to_reach", args=[cast.group.slug])
    person_url = reverse("member", args=[cast.group.slug, unreached.membership.pk])
    cast.sam.person.phone = "01632 960 001"
    cast.sam.person.save()
    for player in (cast.farah, cast.col):
        shown, page = text(player.client.get(list_url)), text(player.client.get(person_url))
        assert "Sam" in shown and "01632 960 001" in shown and "Try again" in shown
        assert NOT_THEM in page and "Ring them" in page and "Try their email again" in page
        for why in ("550", "bounce", "came back", "spam", "Refused"):
            assert why not in shown and why not in page


def test_why_it_is_makes_no_difference_to_what_a_facilitator_sees(cast, now):
    def pages():
        paths = [reverse("to_reach", args=[cast.group.slug]), reverse("people", args=[cast.group.slug])]
        paths.append(reverse("member", args=[cast.group.slug, cast.sam.membership.pk]))
        answers = [cast.farah.client.get(path) for path in paths]
        tokens = [answer.context["csrf_token"] for answer in answers]
        pressed = cast.farah.client.post(
            reverse("try_email", args=[cast.group.slug, cast.sam.membership.pk]), follow=True
        )
        shown = [text(one).replace(str(token), "") for one, token in zip(answers, tokens, strict=True)]
        return [*shown, text(pressed).replace(str(pressed.context["csrf_token"]), "")]

    seen = []
    for make in (reach.bounced, reach.complained):
        Suppression.objects.all().delete()
        make(address=cast.sam.person.email, now=now)
        seen.append(pages())
    assert seen[0] == seen[1]
    assert trials().count() == 1


def test_a_facilitator_can_have_it_tried_and_nothing_tells_what_others_did(unreached, cast, mail, send, now):
    builders.membership(cast.other_group, who=unreached.person)
    there = reverse("try_email", args=[cast.group.slug, unreached.membership.pk])
    first, again = (text(cast.farah.client.post(there, follow=True)) for _ in range(2))
    assert "Thank you. We try again, unless they asked us not to write." in first and "Thank you." in again
    assert trials().count() == 1 and send() == {"sent": 1}
    line = Event.objects.get(what="email_tried_again")
    assert line.group is None and line.by == cast.farah.person and line.about_id == unreached.person.pk
    for group, who in ((cast.group, cast.jo), (cast.other_group, cast.hal)):
        assert "try an email" not in text(who.client.get(reverse("history", args=[group.slug])))


def test_a_facilitator_asking_for_somebody_whom_email_reaches_changes_nothing(cast):
    cast.farah.client.post(reverse("try_email", args=[cast.group.slug, cast.jo.membership.pk]))
    assert not trials().exists()


@pytest.mark.parametrize("who", ["sam", "jo", "sol", "priya", "okoro", "nia"])
def test_nobody_else_in_the_group_sees_the_list_or_tries(unreached, cast, who):
    client = getattr(cast, who).client
    assert client.get(reverse("to_reach", args=[cast.group.slug])).status_code == 403
    assert client.post(reverse("try_email", args=[cast.group.slug, unreached.membership.pk])).status_code == 403
    assert not trials().exists()


def test_somebody_of_another_group_cannot_be_tried_or_seen(unreached, cast):
    assert "Sam" not in text(cast.faye.client.get(reverse("to_reach", args=[cast.other_group.slug])))
    for one in (cast.sam, cast.gone):
        path = reverse("try_email", args=[cast.other_group.slug, one.membership.pk])
        assert cast.faye.client.post(path).status_code == 404
    assert not trials().exists()


def test_their_supporter_sees_it_too_but_does_not_try(unreached, cast):
    page = text(cast.sol.client.get(reverse("member", args=[cast.group.slug, unreached.membership.pk])))
    assert NOT_THEM in page and "Try their email again" not in page
    own = text(unreached.client.get(reverse("member", args=[cast.group.slug, unreached.membership.pk])))
    assert NOT_YOU in own and "Try their email again" not in own


def test_an_empty_list_says_so(cast):
    assert "Email reaches everyone in the group." in text(
        cast.farah.client.get(reverse("to_reach", args=[cast.group.slug]))
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(cast, now, count, django_assert_num_queries):
    for number in range(count):
        one = builders.membership(cast.group, Role.MEMBER, name=f"Member {number}")
        reach.bounced(address=one.person.email, now=now)
    url = reverse("to_reach", args=[cast.group.slug])
    cast.farah.client.get(url)
    with django_assert_num_queries(4):
        assert text(cast.farah.client.get(url)).count("Try again") == count
