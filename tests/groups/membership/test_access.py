def test_everyone_of_the_group_has_one_current_role(cast):
    assert all(player.membership.left_at is None for player in cast.in_group)
