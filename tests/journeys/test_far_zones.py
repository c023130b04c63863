"""What is due on a day is due when that day begins, or ends, on the wall of the group: 14 hours before ours, or 11 after."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest

from coproduction.kit import walltime, workdays
from feedback.asides import operations as asides
from feedback.concerns import operations as concerns
from feedback.concerns.models import Concern
from feedback.reports import operations as reports
from feedback.voice import operations as voice
from groups.notices import tasks
from tests.feedback.influence import test_influence

FAR = ["Pacific/Kiritimati", "Pacific/Apia", "Pacific/Pago_Pago"]  # 14 and 13 hours ahead; 11 behind
DAY = timedelta(days=1)


def a_report(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Nobody listens to me.", shown_as="NAME")
    one = reports.report(by=cast.jo.membership, now=now, post=post, because="UNKIND", words="")
    return one.look_by + DAY


def a_second_look(cast, now):
    post = voice.post(by=cast.sam.membership, now=now, words="Nobody listens to me.", shown_as="NAME")
    reports.hide(by=cast.farah.membership, now=now, post=post, because="UNKIND", words="")
    one = reports.appeal(by=cast.sam.membership, now=now, post=post, words="It was a joke.")
    return one.look_by + DAY


def a_private_word(cast, now):
    return asides.write(by=cast.sam.membership, now=now, words="I do not feel heard.").answer_by + DAY


def a_worry(cast, now):
    return concerns.raise_concern(by=cast.sam.membership, now=now, words="Jo has bruises again.").nudge_on


def a_judging(cast, now):
    topic = test_influence.closed(cast, now)
    return topic.judgings.get().until_on + DAY


DUE = {
    "reports and hidden posts nobody looked at": (a_report, a_second_look),
    "private words without an answer": (a_private_word,),
    "worries nobody has read": (a_worry,),
    "judgings closed": (a_judging,),
}
EACH = [(job, made) for job, things in DUE.items() for made in things]


@pytest.fixture(params=FAR)
def zone(request, cast):
    cast.group.time_zone = request.param
    cast.group.save()
    for one in cast.in_group:
        one.membership.group = cast.group
    return ZoneInfo(request.param)


@pytest.mark.parametrize(("job", "made"), EACH, ids=[made.__name__ for _, made in EACH])
def test_what_has_its_day_is_done_in_the_minute_that_its_morning_begins_there(cast, zone, now, job, made):
    day = made(cast, now)
    begins = walltime.at(day, time(), zone) if job == "judgings closed" else walltime.morning(day, zone)
    for moment, done in ((begins - timedelta(minutes=1), 0), (begins, 1), (begins, 0)):
        assert tasks.look(moment)[job] == done, moment


def test_a_worry_is_brought_up_on_the_next_working_day_of_that_wall_too(cast, zone, now):
    day = a_worry(cast, now)
    tasks.look(walltime.at(day, time(9), zone))
    assert Concern.objects.get().nudge_on == workdays.add(day, 1, cast.group.nation)
