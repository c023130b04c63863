"""The negative control: the product with a worker that does not hear that it was asked to stop."""

from celery.signals import worker_process_init

from coproduction.celery import app as app
from coproduction.kit import closing


@worker_process_init.connect
def hear_nothing(**more):
    closing.begun = lambda: False
