from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoproductionConfig(AppConfig):
    name = "coproduction"

    def ready(self):
        from coproduction import checks  # noqa: F401  registers the start-up checks
        from coproduction.kit import refusals

        connection_created.connect(refusals.listen)
