"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduction.settings")
os.environ.setdefault("STATEMENT_SECONDS", "30")  # nobody waits longer for a page: gunicorn and proxies give up too
application = get_wsgi_application()

from coproduction.checks import refuse_half_configured  # noqa: E402  settings first

refuse_half_configured()
