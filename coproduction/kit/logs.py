"""Logs as one JSON object a line. Nothing here may carry a name, an address or what a person wrote.

So an exception is told by its kind and the places it went through, never by its message, which often quotes what somebody
typed; lines of other people's code by their wording without what was put into it; and a request by its route, because the
address itself may hold a secret or a search.
"""

import logging
import re
import time
import traceback

import structlog

OURS = ("coproduction", "feedback", "groups")  # their lines are written to say nothing about anybody
EMAIL = re.compile(r"[^\s<>\"'(]+@[^\s<>\"')]+")
asked, refusing = logging.getLogger("coproduction.asked"), logging.getLogger("coproduction.refused")


def event_without_words(logger, name, event):
    """What happened, in words that were written before anybody used the site."""
    record, given = event["_record"], event.pop("positional_args")
    if record.name.partition(".")[0] in OURS:
        line = str(record.msg) % given if given else str(record.msg)
    elif given:
        line = str(record.msg)
    else:  # it may have been put together before it came here
        line = f"in {record.module}.{record.funcName}, line {record.lineno}"
    event["event"] = EMAIL.sub("(email)", line)
    task = given.get("name") if isinstance(given, dict) else None  # Celery's way to say which
    if task:
        event["task"] = str(task)
    return event


def route_without_address(logger, name, event):
    """`groups/<slug:slug>/meetings/` rather than which, where Django tells of a request."""
    record = event["_record"]
    request = getattr(record, "request", None)
    if request is not None:
        event |= {"method": request.method, "route": route(request), "status": getattr(record, "status_code", None)}
    return event


def error_without_words(logger, name, event):
    """The kinds of error, from the first cause on, and where each went through."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else None
    told = []
    while error is not None and len(told) < 10:
        frames = traceback.extract_tb(error.__traceback__)
        told.insert(0, [type(error).__name__, *(f"{one.filename}:{one.lineno} {one.name}" for one in frames)])
        error = error.__cause__ or error.__context__
    if told:
        event["errors"] = told
    return event


def formatter():
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            event_without_words,
            route_without_address,
        ],
        pass_foreign_args=True,
        use_get_message=False,
        processors=[
            structlog.processors.TimeStamper(fmt="iso"),
            error_without_words,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )


def route(request) -> str:
    found = getattr(request, "resolver_match", None)
    return found.route if found else ""


def kind(error) -> str:
    """The kind of an error and of what lay under it: a certificate that is wrong is told from a server that is away."""
    return " from ".join(type(one).__name__ for one in (error, error.__cause__ or error.__context__) if one)


def refused(request, status: int, *, person: int | None = None) -> None:
    """Somebody, or another program, was not let through a door. Who it was only where the door says that it may be told."""
    whom = f" to person {person}" if person else ""
    refusing.warning("Refused: %s /%s %s%s", request.method, route(request), status, whom)


class AskedMiddleware:
    """The site's own list of requests: method, route, answer, time taken. Neither from where, nor by whom, nor what for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.monotonic()
        response = self.get_response(request)
        took = round((time.monotonic() - began) * 1000)
        asked.info("%s /%s %s %s ms", request.method, route(request), response.status_code, took)
        return response
