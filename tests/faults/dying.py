"""The product with a worker that dies at a named point of sending: kill -9 of itself and of all its processes.

`DIES` names the point, `DIES_AT` how many times it is passed alive. Nothing of this is in the product.
"""

import os
import signal
from itertools import count

from celery.signals import worker_process_init
from django.db import transaction

from coproduction.celery import app as app

POINTS = ["before claim", "after claim", "after DATA", "before commit"]


def dies_now(passed):
    if next(passed) >= int(os.environ.get("DIES_AT", 0)):
        os.killpg(0, signal.SIGKILL)


@worker_process_init.connect
def break_it(**more):
    from groups.notices import delivery, operations

    delivery.AT_A_TIME = 20  # so few under a lease that each point is passed often enough before no letter is left
    point, passed = os.environ["DIES"], count()
    claim, went, hand_over = operations.claim, operations.went, delivery.Round.hand_over

    def dies_before_claim(**told):
        dies_now(passed)
        return claim(**told)

    def dies_after_claim(**told):
        lease = claim(**told)
        if lease:
            dies_now(passed)
        return lease

    def dies_after_data(self, mail):
        hand_over(self, mail)
        dies_now(passed)

    def dies_before_commit(letter, **told):
        with transaction.atomic():
            done = went(letter, **told)
            dies_now(passed)
        return done

    if point == "before claim":
        operations.claim = dies_before_claim
    elif point == "after claim":
        operations.claim = dies_after_claim
    elif point == "after DATA":
        delivery.Round.hand_over = dies_after_data
    else:
        assert point == "before commit"
        operations.went = dies_before_commit
