"""Letters about what the group agreed. One function a letter."""


def purpose_to_agree(purpose, *, now):
    pass


def purpose_in_force(purpose, *, now):
    pass


def promises_changed(group, changes, *, by, now):
    pass
