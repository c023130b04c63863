"""When SECRET_KEY changes, what was made with the one before is made anew: by the clock, a day later, and once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator

from coproduction.kit import following, seeds, ticks
from groups.signing_in import operations, queries, tasks

pytestmark = pytest.mark.django_db
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
JOB = "what follows a new key"


@pytest.fixture
def kept(cast):
    """The apps of two people, as they were kept before there was a seal."""
    Authenticator.objects.create(user=cast.farah.person, type="totp", data={"secret": "JBSWY3DP"})
    Authenticator.objects.create(user=cast.sam.person, type="totp", data={"secret": "GEZDGNBV"})
    return cast.farah.person


def changes_key(settings, *, kept=True):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY] if kept else []
    settings.SECRET_KEY = "another secret of this site, " * 3


def found():
    return [next(iter(one.data.values())) for one in Authenticator.objects.order_by("pk")]


def asked(now):
    """Whether a tick would begin with this, as it asks."""
    jobs = [job for job in ticks._jobs.values() if job.name == JOB]
    return ticks.with_work(jobs, now) == {JOB}


def goes_by(now):
    return tasks.follow(now) if asked(now) else None


def test_the_clock_seals_what_was_kept_before_there_was_a_seal_a_day_later_and_asks_no_more(kept, now):
    assert goes_by(now) == 0 and found() == ["JBSWY3DP", "GEZDGNBV"]
    assert goes_by(now + MINUTE) is None
    assert goes_by(now + DAY) == 2
    assert [seeds.is_of_now(one) for one in found()] == [True, True]
    assert [seeds.unseal(one) for one in found()] == ["JBSWY3DP", "GEZDGNBV"]
    assert goes_by(now + DAY + MINUTE) is None and goes_by(now + 400 * DAY) is None


def test_the_clock_makes_hashes_of_spare_codes_that_were_sealed_and_leaves_them_so(cast, now, settings):
    codes = Authenticator(user=cast.sam.person, type="recovery_codes", data={"seed": seeds.seal("ab"), "used_mask": 3})
    codes.save()
    goes_by(now)
    assert goes_by(now + DAY) == 1
    codes.refresh_from_db()
    assert "seed" not in codes.data and len(codes.wrap().get_unused_codes()) == 8
    changes_key(settings)
    assert goes_by(now + 2 * DAY) == 0 and goes_by(now + 3 * DAY) == 0


def test_another_key_is_followed_a_day_after_the_clock_met_it(kept, now, settings):
    goes_by(now)
    goes_by(now + DAY)
    changes_key(settings)
    assert [seeds.is_of_now(one) for one in found()] == [False, False]
    assert goes_by(now + 9 * DAY) == 0
    assert goes_by(now + 10 * DAY - MINUTE) is None
    assert goes_by(now + 10 * DAY) == 2
    settings.SECRET_KEY_FALLBACKS = []
    assert [seeds.unseal(one) for one in found()] == ["JBSWY3DP", "GEZDGNBV"]


def test_a_key_that_changes_back_within_the_day_is_met_anew(kept, now, settings):
    goes_by(now)
    before = settings.SECRET_KEY
    changes_key(settings)
    assert goes_by(now + MINUTE) == 0
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = before, []
    assert goes_by(now + DAY) == 0
    assert goes_by(now + 2 * DAY) == 2


def test_what_no_key_opens_stays_as_it_is_and_holds_up_nothing(kept, now, settings):
    operations.follow_all()
    lost = found()
    Authenticator.objects.create(user=kept, type="webauthn", data={"name": "Phone", "credential": {}})
    changes_key(settings, kept=False)
    app = Authenticator.objects.get(type="totp", user=kept)
    app.data["secret"] = "JBSWY3DP"
    app.save()
    assert goes_by(now) == 0 and goes_by(now + DAY) == 1
    assert seeds.unseal(found()[0]) == "JBSWY3DP" and found()[1] == lost[1]


def test_it_goes_on_where_it_was_and_ends(kept, now, monkeypatch):
    monkeypatch.setattr(following, "AT_A_TIME", 1)
    goes_by(now)
    done = [goes_by(now + DAY + number * MINUTE) for number in range(4)]
    assert done == [1, 1, 0, None]


def test_all_of_it_at_once_is_the_same(kept, monkeypatch):
    monkeypatch.setattr(following, "AT_A_TIME", 1)
    assert operations.follow_all()["second steps"] == 2
    assert operations.follow_all()["second steps"] == 0


def test_what_stands_for_the_keys_tells_none_of_them_and_knows_every_change(settings):
    first = following.keys_of_now()
    assert first == following.keys_of_now() and settings.SECRET_KEY not in first
    changes_key(settings)
    second = following.keys_of_now()
    settings.SECRET_KEY_FALLBACKS = []
    assert len({first, second, following.keys_of_now()}) == 3


def test_nothing_that_is_made_with_a_key_is_without_a_name_that_fits(db):
    names = [queries.name_of(one) for one in following.everything_made()]
    assert len(names) == 2 and max(len(one) for one in names) <= 40
