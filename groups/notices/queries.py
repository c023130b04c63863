"""Questions about letters: what should become of those about to go, what a person got, and how the machinery does."""

_checks = {}


def recheck(stem: str):
    """Registers `check(letters, now) -> ids of those still right`, for letters whose stem begins with `stem`."""

    def hang(check):
        _checks[stem] = check
        return check

    return hang
