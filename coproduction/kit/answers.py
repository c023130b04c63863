"""Answers that look alike from outside, where a log of requests must not tell what somebody chose."""

STEP = 32 * 1024


def of_one_length(response):
    """The same page, filled up with nothing to a length many pages share. Kept by nobody, and packed by nobody on the way:
    a packed page would have a length of its own again."""
    missing = -(len(response.content) + len(b"<!---->")) % STEP
    response.content += b"<!--" + b" " * missing + b"-->"
    response["Cache-Control"] = "no-store, no-transform"
    return response
