from coproduction.kit import ticks


def test_a_job_that_fails_is_logged_and_the_others_are_still_done(monkeypatch, now, caplog):
    monkeypatch.setattr(ticks, "_jobs", {})

    @ticks.each_tick("a broken one")
    def broken(at):
        raise ZeroDivisionError

    @ticks.each_tick("a good one")
    def good(at):
        return 3 if at == now else 0

    assert ticks.run(now) == {"a broken one": 0, "a good one": 3}
    assert "A job of the clock failed: a broken one, ZeroDivisionError" in caplog.text
