"""How gunicorn logs: as the site does (`gunicorn -c python:coproduction.gunicorn`). Its own lines quote a request that is none,
and where it came from."""

from coproduction.settings import LOGGING

as_the_site = {"handlers": ["console"], "propagate": False}
logconfig_dict = LOGGING | {
    "loggers": LOGGING["loggers"] | {"gunicorn.error": as_the_site, "gunicorn.access": as_the_site}
}
