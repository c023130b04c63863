"""Celery wakes workers; the database says what is due. One tick a minute, in code."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduction.settings")
app = Celery("coproduction")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Only rings the bell. A ring nobody heard for most of a minute is of no use: the next one is on its way.
app.conf.beat_schedule = {"tick": {"task": "notices.tick", "schedule": 60.0, "options": {"expires": 55}}}


@worker_init.connect
@beat_init.connect
def refuse_half_configured(**kwargs):
    """Workers do not run Django's checks by themselves."""
    from coproduction.checks import refuse_half_configured

    refuse_half_configured()
