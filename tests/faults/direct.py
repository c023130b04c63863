"""The negative control: one Celery task for each letter, and no outbox. What the product does not do."""

import os
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit

from celery import Celery

app = Celery("direct", broker=os.environ.get("REDIS_URL"))
app.conf.worker_prefetch_multiplier = 1


@app.task(name="direct.letter")
def letter(number):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@example.org", f"reader-{number}@example.org", f"<{number}@x>"
    mail.set_content("Hello")
    server = urlsplit(os.environ["EMAIL_URL"])
    with smtplib.SMTP(server.hostname, server.port) as way:
        way.send_message(mail)
