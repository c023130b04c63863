from coproduction.kit import columns


def test_a_day_is_said_in_words_and_no_day_is_nothing():
    assert columns.in_words("2026-11-08") == "8 November 2026"
    assert columns.in_words(None) == columns.in_words("") == ""


def test_rows_come_so_many_at_once_and_the_last_lot_is_what_is_left():
    assert list(columns.lots(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(columns.lots([])) == []
