"""The project: wiring, a small toolbox (kit), the pages that need both apps, and the operator's commands."""

from coproduction.celery import app as celery_app

__all__ = ["celery_app"]  # loaded with the project, so that the web server can wake workers too
