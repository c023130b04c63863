"""Letters about who belongs to the group. One function a letter."""


def role_changed(membership, *, by, now):
    pass


def you_left(membership, *, now):
    pass


def appointment_ended(membership, *, by, now):
    pass


def now_supporting(support, *, now):
    pass


def no_longer_supporting(support, *, now):
    pass


def you_stand_in(deputy, membership, *, now):
    pass


def removal_asked_about_you(removal, *, now):
    pass


def removal_to_second(removal, *, now):
    pass


def you_were_removed(removal, *, now):
    pass


def removal_dropped(removal, *, now):
    pass


def nobody_facilitates(group, *, now):
    pass
