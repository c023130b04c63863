from importlib import import_module

from django.apps import AppConfig


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self):
        """Rooms hang up what they do at each tick, their checks of letters and their kinds of reminder; what is held of people."""
        import_module("groups.personal")
        import_module("groups.tasks")
