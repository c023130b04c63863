"""Rows say what they are in words, wherever a program or a person prints them."""

from groups.history.operations import record


def test_a_group_a_person_in_it_and_what_happened_read_as_words(cast, now):
    assert str(cast.group) == "Rivers and Moors Co-production Group"
    assert str(cast.sam.membership) == "Sam, member"
    assert str(record("tea_made", "Farah made tea.", at=now, by=cast.farah.membership)) == "Farah made tea."
