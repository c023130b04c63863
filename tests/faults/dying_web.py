"""The product's web server, which dies over each post: kill -9 of all its processes, after the words are written and before
that is committed. Nothing of this is in the product.
"""

import os
import signal

from django.db import transaction

from coproduction.wsgi import application as application
from feedback.voice import operations as voice

post = voice.post


def dies_before_commit(**told):
    with transaction.atomic():
        post(**told)
        os.killpg(0, signal.SIGKILL)


voice.post = dies_before_commit
