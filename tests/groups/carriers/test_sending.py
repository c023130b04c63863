"""Letters by text and by post through the real client and real HTTP: what is handed over, and what when it is not taken."""

from datetime import timedelta

import pytest

from coproduction.kit import texts
from groups.batches import operations as batches
from groups.carriers import operations as carriers
from groups.carriers import queries as ways
from groups.carriers.models import Carriage, Spent
from groups.choices.models import Kind
from groups.notices import delivery, operations, queries
from groups.notices.models import Letter
from groups.reach.models import Suppression
from tests import builders, notify
from tests.groups.carriers.conftest import ADDRESS, NUMBER, chooses, way_of

minutes = lambda count: timedelta(minutes=count)  # noqa: E731


# --- one letter, one text ---


def test_a_letter_goes_as_one_text_that_says_what_it_is_about_where_to_read_it_and_how_to_stop(
    post, texter, send, carrier, mail
):
    letter = post(texter, group=builders.group("Rivers"))
    builders.membership(letter.group, who=texter)
    assert send() == {"sent": 1}
    [one] = carrier.texts
    assert one["phone_number"] == NUMBER and one["reference"] == letter.message_id.strip("<>")
    assert one["body"] == (
        "Rivers: Something new for you to read\n"
        f"Read it: http://127.0.0.1:8000/you/letters/{letter.pk}/\nReply STOP to stop texts."
    )
    assert way_of(letter) == ("SENT", "TEXT", ("TAKEN", ""))
    assert Carriage.objects.get().ident == one["id"]
    assert not mail.got


def test_without_a_key_everything_goes_by_email_as_before(post, texter, send, mail):
    letter = post(texter)
    assert send() == {"sent": 1}
    assert mail.receivers == [texter.email]
    assert way_of(letter) == ("SENT", "EMAIL", None)


def test_somebody_who_wants_email_costs_no_question_about_texts(post, sam, send, mail, carrier):
    letter = post(sam)
    assert send() == {"sent": 1}
    assert way_of(letter) == ("SENT", "EMAIL", None) and not carrier.taken


def test_a_discreet_text_says_only_that_there_is_something_new(post, texter, send, carrier, settings):
    settings.BRAND_NAME = "Long Covid Voices"
    texter = chooses(texter, "TEXT", discreet=True)
    letter = post(texter, answers="said:1", group=builders.group("Long Covid Voices"))
    builders.membership(letter.group, who=texter)
    send()
    url = f"http://127.0.0.1:8000/you/letters/{letter.pk}/"
    assert carrier.texts[0]["body"] == f"There is something new for you. Sign in: {url}\nReply STOP to stop texts."
    assert not Carriage.objects.get().takes_replies


def test_a_text_never_has_more_than_two_parts_and_only_letters_that_cost_least(post, texter, now, send, carrier):
    name = "A group whose name is so long that it would fill a text by itself, if it were let do that"
    group = builders.group(name, slug="long")
    builders.membership(group, who=texter)
    letter = post(texter, group=group, answers="said:1")
    Letter.objects.filter(pk=letter.pk).update(subject="“Ŵyn” — " + "words that go on " * 11)
    send()
    said = carrier.texts[0]["body"]
    assert texts.parts(said) == 2 and '"Wyn" - words that' in said and "..." in said
    assert "To answer, text back." in said and said.endswith("Reply STOP to stop texts.")
    assert Carriage.objects.get().takes_replies


def test_codes_links_that_let_somebody_in_and_the_letter_that_tries_an_email_go_by_email(
    post, texter, now, send, carrier, mail
):
    post(texter, "code", kind=Kind.SIGN_IN)
    post(texter, "link", kind=Kind.ACCOUNT, secret=True)
    send()
    trial = post(texter, "trial", kind=Kind.ACCOUNT)
    Suppression.objects.create(address=texter.email, at=now, trial=trial)
    send()
    assert len(mail.got) == 3 and not carrier.taken
    post(texter, "place", kind=Kind.ACCOUNT)
    send()
    assert len(carrier.texts) == 1


def test_a_letter_goes_by_text_although_email_does_not_reach_them(post, texter, now, send, carrier):
    Suppression.objects.create(address=texter.email, at=now)
    letter = post(texter)
    assert send() == {"sent": 1}
    assert way_of(letter)[:2] == ("SENT", "TEXT")


# --- one letter, one envelope ---


def test_a_letter_by_post_has_an_envelope_a_heading_and_no_buttons(post, reader, send, carrier):
    letter = post(reader, path="/groups/x/", button="Read it")
    assert send() == {"sent": 1}
    [one] = carrier.letters
    assert one["lines"] == ["Pat", "1 Beck Lane", "Smallthwaite", "LA1 1AA"]
    assert one["subject"] == letter.subject
    assert one["body"].startswith("Hello Pat,")
    assert "Read it: http://127.0.0.1:8000/groups/x/" in one["body"]
    assert "A letter on paper has no buttons" in one["body"] and "large print" in one["body"]
    assert way_of(letter) == ("SENT", "POST", ("TAKEN", ""))


def test_a_discreet_letter_by_post_says_only_that_there_is_something_new(post, reader, send, carrier, settings):
    settings.BRAND_NAME = "Long Covid Voices"
    reader = chooses(reader, "POST", discreet=True)
    letter = post(reader, path="/groups/covid/", button="Read it")
    Letter.objects.filter(pk=letter.pk).update(subject="About covid", text="Covid words", why="Because of covid")
    send()
    [one] = carrier.letters
    assert "covid" not in (one["subject"] + one["body"]).lower()
    assert "There is something new for you" in one["body"]


def test_a_long_letter_by_post_is_cut_and_says_where_the_rest_is(post, reader, send, carrier):
    letter = post(reader)
    Letter.objects.filter(pk=letter.pk).update(text="many words " * 1000)
    send()
    body = carrier.letters[0]["body"]
    assert len(body) < 6200 and body.endswith("The rest is on our website. Sign in to read it: http://127.0.0.1:8000")


def test_an_address_of_many_lines_is_put_on_seven(reader):
    reader.postal_address = "Flat 1, The Old Mill, Mill Yard, Mill Lane\nUpper\nSmallthwaite\nRivershire\nLA1 1AA"
    lines = ways.envelope(reader)
    assert lines == (
        "Pat",
        "Flat 1, The Old Mill, Mill Yard",
        "Mill Lane",
        "Upper",
        "Smallthwaite",
        "Rivershire",
        "LA1 1AA",
    )


# --- by email instead ---


@pytest.mark.parametrize(
    ("channel", "fields", "why"),
    [
        ("TEXT", {}, "NO_NUMBER"),
        ("TEXT", {"phone": "01632 960 001"}, "NO_NUMBER"),
        ("POST", {}, "NO_ADDRESS"),
        ("POST", {"postal_address": "Smallthwaite"}, "NO_ADDRESS"),
    ],
)
def test_without_a_number_or_address_it_goes_by_email_and_says_why(post, db, send, carrier, mail, channel, fields, why):
    person = chooses(builders.person("Nan", **fields), channel)
    letter = post(person)
    assert send() == {"sent": 1}
    assert mail.receivers == [person.email] and not carrier.taken
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", why))


@pytest.mark.parametrize("suppressed", [{"bounced": True}, {"bounced": False, "complained": True}])
def test_a_number_that_takes_nothing_or_said_stop_gets_email_instead(
    post, texter, now, send, carrier, mail, suppressed
):
    stopped = now if suppressed.pop("complained", False) else None
    Suppression.objects.create(address=NUMBER, at=now, complained_at=stopped, **suppressed)
    letter = post(texter)
    send()
    assert mail.receivers == [texter.email]
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "STOPPED" if stopped else "NOT_REACHED"))


def test_a_number_the_carrier_does_not_take_is_suppressed_and_the_letter_goes_by_email_at_once(
    post, db, send, carrier, mail
):
    person = chooses(builders.person("Nan", phone="07700 900999"), "TEXT")
    letter = post(person)
    assert send() == {"instead": 1, "sent": 1}
    assert mail.receivers == [person.email]
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "NOT_TAKEN"))
    assert Suppression.objects.get().address == "+447700900999"
    assert not Spent.objects.filter(used__gt=0).exists()


def test_a_number_abroad_that_the_service_may_not_text_gets_email(post, db, send, carrier, mail):
    letter = post(chooses(builders.person("Nan", phone="+1 202 555 0100"), "TEXT"))
    assert send() == {"instead": 1, "sent": 1}
    assert way_of(letter)[2] == ("INSTEAD", "NOT_TAKEN")


def test_an_address_the_carrier_does_not_take_gets_email(post, db, send, carrier, mail):
    letter = post(chooses(builders.person("Nan", postal_address="1 Beck Lane\nSmallthwaite"), "POST"))
    assert send() == {"instead": 1, "sent": 1}
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "NOT_TAKEN"))
    assert not Suppression.objects.exists()


def test_by_email_instead_is_still_not_sent_to_an_address_that_takes_nothing(post, db, now, send, carrier, mail):
    person = chooses(builders.person("Nan", phone="07700 900999"), "TEXT")
    Suppression.objects.create(address=person.email, at=now)
    letter = post(person)
    assert send() == {"instead": 1, "expire": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.because) == ("EXPIRED", "BOUNCED") and not mail.got


# --- trouble ---


@pytest.mark.parametrize("fault", [429, 500, 503, "slow", "lose", "odd", "list", "nameless"])
def test_trouble_that_passes_is_tried_again_and_nothing_goes_twice(post, texter, now, send, carrier, fault):
    letter = post(texter)
    carrier.faults.append(fault)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert letter.state == "PENDING" and letter.trouble.startswith("Notify") and letter.due_at == now + minutes(1)
    assert send(now + minutes(1)) == {"sent": 1}
    assert list(carrier.references().values()) == [1]
    assert carrier.asked == [letter.message_id.strip("<>")]
    assert Spent.objects.get(whom="site").used == 1


def test_where_notify_points_elsewhere_nobody_follows(post, texter, now, send, carrier):
    letter = post(texter)
    carrier.faults.append("away")
    assert send() == {"failed": 1} and carrier.posts == 1
    letter.refresh_from_db()
    assert letter.trouble == "Notify did not answer"
    assert send(now + minutes(1)) == {"sent": 1} and list(carrier.references().values()) == [1]


def moves_to(person, **now):
    type(person).objects.filter(pk=person.pk).update(**now)


@pytest.mark.parametrize(("fault", "number"), [(500, "+447700900456"), ("lose", NUMBER)])
def test_a_number_that_changed_gets_the_next_try_unless_the_first_was_taken(
    post, texter, now, send, carrier, fault, number
):
    letter = post(texter)
    carrier.faults.append(fault)
    assert send() == {"failed": 1}
    moves_to(texter, phone="07700 900 456")
    assert send(now + minutes(1)) == {"sent": 1}
    assert [one["phone_number"] for one in carrier.texts] == [number] == [Carriage.objects.get().number]
    assert carrier.asked == [letter.message_id.strip("<>")] and Spent.objects.get(whom="site").used == 1


def test_a_number_that_changed_is_asked_for_stop_and_the_old_one_is_not(post, texter, now, send, carrier, mail):
    Suppression.objects.create(address="+447700900456", at=now, bounced=False, complained_at=now)
    letter = post(texter)
    carrier.faults.append(500)
    send()
    moves_to(texter, phone="07700 900 456")
    assert send(now + minutes(1)) == {"instead": 1, "sent": 1}
    assert mail.receivers == [texter.email] and not carrier.taken
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", "STOPPED"))
    post(texter, "another")
    Suppression.objects.create(address=NUMBER, at=now, bounced=False, complained_at=now)
    moves_to(texter, phone="07700 900 789")
    assert send(now + minutes(2)) == {"sent": 1}
    assert carrier.texts[0]["phone_number"] == "+447700900789"


@pytest.mark.parametrize(
    ("who", "gone", "why"), [("texter", "phone", "NO_NUMBER"), ("reader", "postal_address", "NO_ADDRESS")]
)
def test_a_number_or_address_that_is_gone_by_the_next_try_means_email(
    post, now, send, carrier, mail, request, who, gone, why
):
    person = request.getfixturevalue(who)
    letter = post(person)
    carrier.faults.append(500)
    send()
    moves_to(person, **{gone: ""})
    assert send(now + minutes(1)) == {"instead": 1, "sent": 1}
    assert mail.receivers == [person.email] and not carrier.taken
    assert way_of(letter) == ("SENT", "EMAIL", ("INSTEAD", why))
    assert not Spent.objects.filter(used__gt=0).exists()


def test_what_becomes_of_a_text_is_said_of_the_number_it_went_to(post, texter, now, send, carrier):
    post(texter)
    carrier.faults.append(500)
    send()
    moves_to(texter, phone="07700 900999")
    assert send(now + minutes(1)) == {"instead": 1, "kept": 1}
    assert Suppression.objects.get().address == "+447700900999"


def test_a_text_that_cannot_be_drawn_is_neither_counted_nor_handed_over_and_the_others_go(
    cast, post, texter, now, send, carrier, settings
):
    broken = post(texter)
    fine = post(chooses(cast.sam.person, "POST"), "fine", group=cast.group)
    settings.BRAND_NAME = None  # it has no group, so the site stands before it
    assert send() == {"failed": 1, "kept": 1}
    assert way_of(broken) == ("PENDING", "", None) and not carrier.texts
    assert Letter.objects.get(pk=broken.pk).trouble == "not drawn: TypeError"
    assert way_of(fine)[0] == "SENT" and not Spent.objects.exists()
    settings.BRAND_NAME = "Here"
    assert send(now + minutes(1)) == {"sent": 1} and len(carrier.texts) == 1


def test_a_worker_that_died_after_handing_it_over_does_not_make_it_go_twice(post, texter, now, send, carrier):
    letter = post(texter)
    lease = operations.claim(now=now, limit=9)
    [mine] = operations.settle(queries.claimed(lease), now=now)[0]
    carriers.begin(mine, going=mine.going, takes_replies=False, now=now)
    delivery.Round().give_to_notify(mine, delivery.emails.as_text_message(mine))  # and here it dies
    operations.return_leases(now=now + minutes(6))
    assert send(now + minutes(6)) == {"sent": 1}
    assert len(carrier.texts) == 1
    assert way_of(letter) == ("SENT", "TEXT", ("TAKEN", ""))


def test_what_was_never_counted_is_not_given_back(post, texter, now):
    letter = post(texter)
    for why in ("NO_NUMBER", "BUDGET"):
        carriers.instead(letter, way="TEXT", why=why, now=now)
    assert way_of(letter)[2] == ("INSTEAD", "BUDGET") and not Spent.objects.exists()


def test_what_notify_itself_could_not_send_is_sent_again(post, texter, now, send, carrier):
    post(texter)
    carrier.faults.append("lose")
    send()
    carrier.taken[0]["status"] = "technical-failure"
    assert send(now + minutes(1)) == {"sent": 1}
    assert len(carrier.texts) == 2


def test_somebody_who_chose_email_meanwhile_is_not_told_twice(post, texter, now, send, carrier, mail):
    letter = post(texter)
    carrier.faults.append("lose")
    send()
    chooses(texter, "EMAIL")
    assert send(now + minutes(1)) == {"sent": 1}
    assert way_of(letter)[1] == "TEXT" and not mail.got


@pytest.mark.parametrize(("fault", "way"), [("lose", "TEXT"), (500, "EMAIL")])
def test_after_stop_what_may_have_gone_is_asked_for_and_otherwise_goes_by_email(
    post, texter, now, send, carrier, mail, fault, way
):
    letter = post(texter)
    carrier.faults.append(fault)
    send()
    Suppression.objects.create(address=NUMBER, at=now, bounced=False, complained_at=now)
    send(now + minutes(1))
    assert way_of(letter)[:2] == ("SENT", way)
    assert len(carrier.texts) == (way == "TEXT") and len(mail.got) == (way == "EMAIL")


def test_a_wrong_key_is_not_the_letters_fault_and_the_others_do_not_knock(post, texter, now, send, carrier, settings):
    settings.NOTIFY_KEY = f"tests-{notify.SERVICE}-{'0' * 8}-0000-4000-8000-{'0' * 12}"
    letters = [post(texter, f"k{number}") for number in range(3)]
    assert send() == {"failed": 3}
    assert carrier.posts == 0
    for letter in letters:
        letter.refresh_from_db()
        assert (letter.state, letter.trouble) == ("PENDING", "Notify 403 AuthError")
    settings.NOTIFY_KEY = notify.KEY
    assert send(now + minutes(1)) == {"sent": 3}


def test_a_key_that_is_none_is_our_own_set_up(post, texter, send, carrier, settings):
    settings.NOTIFY_KEY = "x"
    letter = post(texter)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("PENDING", "NOTIFY_KEY is no key")


def test_a_template_that_is_not_there_ends_the_letter_for_the_operator_to_see(post, texter, send, carrier, settings):
    settings.NOTIFY_TEXT_TEMPLATE = "0" * 36
    letter = post(texter)
    assert send() == {"failed": 1}
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == ("DEAD", "Notify 400 BadRequestError")
    assert not Spent.objects.filter(used__gt=0).exists() and not Suppression.objects.exists()


def test_a_carrier_that_is_away_is_asked_three_times_a_round_and_email_goes_on(
    post, texter, sam, send, carrier, mail, settings, caplog
):
    settings.NOTIFY_ADDRESS = "http://127.0.0.1:1"
    for number in range(5):
        post(texter, f"k{number}")
    post(sam, "mail")
    assert send() == {"failed": 5, "sent": 1}
    assert mail.receivers == [sam.email]
    told = [one.getMessage() for one in caplog.records if one.name == "groups.carriers.delivery"]
    assert told == ["Notify did not answer: HTTP503Error from ConnectionError"] * 3


def test_a_worker_whose_lease_ran_out_does_not_hand_it_over(post, texter, now, send, carrier):
    letter = post(texter)
    [mine] = operations.settle(queries.claimed(operations.claim(now=now, limit=9)), now=now)[0]
    assert delivery.Round().deliver(mine, now + minutes(6)) == "lost"
    operations.return_leases(now=now + minutes(6))
    assert send(now + minutes(6)) == {"sent": 1}
    assert delivery.Round().deliver(mine, now + minutes(6)) == "lost"
    assert len(carrier.texts) == 1 and way_of(letter)[0] == "SENT"


def test_letters_that_go_together_are_one_text(post, texter, now, send, carrier):
    chooses(texter, "TEXT", frequency="DAILY", batch_hour=9)
    letters = [post(texter, f"k{number}") for number in range(3)]
    assert send() == {"hold": 3}
    tomorrow = now + timedelta(days=1)
    batches.gather(now=tomorrow)
    send(tomorrow)
    assert len(carrier.texts) == 1 and "and 2 more" in carrier.texts[0]["body"]
    assert {way_of(letter)[:2] for letter in letters} == {("SENT", "TEXT")}


# --- to a bare number ---


def test_a_bare_number_gets_a_text_and_is_nobody(post, send, carrier):
    letter = post(NUMBER, kind=Kind.ACCOUNT)
    assert send() == {"sent": 1}
    assert carrier.texts[0]["phone_number"] == NUMBER
    assert carrier.texts[0]["body"] == letter.text


def test_a_bare_number_that_is_not_taken_or_said_stop_gets_nothing(post, now, send, carrier, mail):
    bad = post("+447700900999", "bad", kind=Kind.ACCOUNT)
    assert send() == {"failed": 1}
    bad.refresh_from_db()
    assert bad.state == "DEAD"
    again = post("+447700900999", "again", kind=Kind.ACCOUNT)
    assert send() == {"expire": 1}
    again.refresh_from_db()
    assert again.state == "EXPIRED" and not mail.got


def test_the_address_of_the_fixture_is_one_the_carrier_takes():
    assert ADDRESS.splitlines()[-1] == "LA1 1AA"
