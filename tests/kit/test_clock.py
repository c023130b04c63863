from datetime import UTC, datetime

from coproduction.kit import clock


def test_the_clock_can_be_told_the_time_in_test_mode(settings):
    settings.CLOCK_AT = "2026-12-24T09:00:00+00:00"
    assert clock.now() == datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_a_time_without_a_zone_is_read_as_utc(settings):
    settings.CLOCK_AT = "2026-12-24T09:00"
    assert clock.now() == datetime(2026, 12, 24, 9, tzinfo=UTC)


def test_the_clock_reads_a_file_at_each_call(settings, tmp_path):
    told = tmp_path / "clock"
    settings.CLOCK_AT = str(told)
    told.write_text("2026-12-24T09:00:00Z\n")
    first = clock.now()
    told.write_text("2026-12-25T09:00:00Z\n")
    assert (clock.now() - first).days == 1


def test_outside_test_mode_nobody_can_move_the_clock(settings):
    settings.TEST_MODE, settings.CLOCK_AT = False, "1999-01-01T00:00:00Z"
    assert clock.now().year >= 2025
