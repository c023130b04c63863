"""Asks the site's own scanner about a file: a program given the file's path. 0 is clean, 1 is harmful, all else is no answer.

Fails closed: no answer, too late or no such program means that the file is refused.
"""

import logging
import subprocess

from coproduction.kit.refusals import Refusal

NONE = "none"  # said on purpose: this site scans nothing
SECONDS = 25  # the server gives a page up after 30, proxies in front after 60
log = logging.getLogger("groups.files")


class Harmful(Refusal):
    """Our scanner found something harmful in this file, so we did not keep it."""


class NotScanned(Refusal):
    """We could not check this file just now, so we did not keep it. Please try again later."""


def scan(program: str, path) -> bool:
    """Whether it was scanned: not when nothing is set, or *none*. Raises what a person can read."""
    if program in ("", NONE):
        return False
    try:
        asked = subprocess.run(  # noqa: S603 (the operator's own program, without a shell)
            [program, str(path)], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("The scanner gave no answer: %s", type(error).__name__)
        raise NotScanned() from error
    if asked.returncode == 1:
        log.warning("A file was refused: the scanner found something harmful")
        raise Harmful()
    if asked.returncode != 0:
        log.error("The scanner gave no answer: it ended with %s", asked.returncode)
        raise NotScanned()
    return True
