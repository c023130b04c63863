"""Celery wakes workers; the database says what is due. One tick a minute, in code."""

import os

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init, worker_shutting_down

import coproduction.broker  # noqa: F401  which class serves redis://
from coproduction.kit import closing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduction.settings")
app = Celery("coproduction")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Only rings the bell. A ring nobody heard for most of a minute is of no use: the next one is on its way.
app.conf.beat_schedule = {"tick": {"task": "notices.tick", "schedule": 60.0, "options": {"expires": 55}}}


@setup_logging.connect
def log_as_the_site_does(**kwargs):
    """Celery's own lines quote what a task failed on, word for word. Whoever answers this signal sets the logs up."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


@task_prerun.connect
def let_go_of_a_lost_connection(**kwargs):
    """Connections are kept for many tasks. One that the database server ended would make each of them fail."""
    from django.db import connections

    for one in connections.all(initialized_only=True):
        if one.connection is not None and not one.in_atomic_block and not one.is_usable():
            one.close()


@worker_shutting_down.connect
def finish_the_letter_in_hand(**kwargs):
    """A drain would go on for minutes; whoever stops a worker waits half a minute and then kills it."""
    closing.begin()


@worker_init.connect
@beat_init.connect
def refuse_half_configured(**kwargs):
    """Workers do not run Django's checks by themselves."""
    from coproduction.checks import refuse_half_configured

    refuse_half_configured()
