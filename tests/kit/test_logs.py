"""A line of the log says what happened, never who it was about or what they said."""

import json
import logging
import ssl
import sys

import pytest
from django.http import HttpResponse

from coproduction.kit import logs

SECRET = "zqcanary"


def line(name="django.request", msg="Something: %s", *args, error=None, **extra):
    record = logging.getLogger(name).makeRecord(name, logging.ERROR, "file.py", 7, msg, args, error, "here", extra)
    return json.loads(logs.formatter().format(record))


def raised(error, cause=None):
    try:
        raise error from cause
    except type(error):
        return sys.exc_info()


def test_a_line_of_our_own_is_told_whole_but_for_addresses():
    told = line("groups.notices", "A letter was not taken: %s", f"550 <{SECRET}@example.org> is unknown")
    assert told["event"] == "A letter was not taken: 550 <(email)> is unknown"
    assert told["level"] == "error" and told["logger"] == "groups.notices" and told["timestamp"]
    assert line("groups.bell", "No broker")["event"] == "No broker"


def test_a_line_of_others_is_told_without_what_was_put_into_it():
    told = line("django.request", "Internal Server Error: %s", f"/invitations/{SECRET}/")
    assert told["event"] == "Internal Server Error: %s" and SECRET not in str(told)


def test_a_line_of_others_that_was_put_together_before_is_told_by_its_place():
    told = line("somebody", f"could not parse {SECRET}")
    assert told["event"] == "in file.here, line 7"


def test_a_job_is_named():
    told = line("celery.app.trace", "Task %(name)s raised: %(exc)s", {"name": "notices.tick", "exc": SECRET})
    assert told["task"] == "notices.tick" and SECRET not in str(told)


def test_an_error_is_told_by_its_kind_and_the_places_it_went_through():
    told = line("groups.x", "It broke", error=raised(ValueError(SECRET), KeyError(f"{SECRET} too")))
    assert [one[0] for one in told["errors"]] == ["KeyError", "ValueError"]
    assert any("test_logs.py" in place for place in told["errors"][1]) and SECRET not in str(told)


def test_errors_that_go_round_in_a_circle_end():
    one, other = ValueError("a"), KeyError("b")
    one.__cause__, other.__cause__ = other, one
    assert len(line("groups.x", "It broke", error=(ValueError, one, None))["errors"]) == 10


def test_a_request_is_told_by_its_route(client, db, rf):
    client.get(f"/help/{SECRET}/")
    asked = rf.get(f"/help/{SECRET}/")
    assert line("django.request", "Broke: %s", "x", request=asked)["route"] == ""
    asked.resolver_match = client.get("/help/member/").resolver_match
    assert line("django.request", "Broke: %s", "x", request=asked)["route"] == "help/<slug:name>/"


@pytest.mark.parametrize(("method", "status"), [("get", 200), ("post", 405)])
def test_the_list_of_requests_says_neither_who_nor_what_for(rf, caplog, method, status):
    caplog.set_level("INFO")
    request = getattr(rf, method)(
        f"/x/{SECRET}/?q={SECRET}", REMOTE_ADDR="203.0.113.9", HTTP_REFERER=f"http://{SECRET}/"
    )
    answer = logs.AskedMiddleware(lambda request: HttpResponse(status=status))(request)
    assert answer.status_code == status
    assert caplog.records[-1].getMessage().startswith(f"{method.upper()} / {status} ")
    assert SECRET not in caplog.text and "203.0.113.9" not in caplog.text


def test_an_error_and_what_lay_under_it_are_told_by_kind():
    wrong = ssl.SSLCertVerificationError(SECRET)
    assert logs.kind(wrong) == "SSLCertVerificationError"
    assert logs.kind(raised(OSError(SECRET), wrong)[1]) == "OSError from SSLCertVerificationError"
