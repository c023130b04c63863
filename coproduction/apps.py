from django.apps import AppConfig


class CoproductionConfig(AppConfig):
    name = "coproduction"

    def ready(self):
        from coproduction import checks  # noqa: F401  registers the start-up checks
