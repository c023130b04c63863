"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("", include("groups.choices.urls")),
    path("", include("groups.notices.urls")),
    path("", include("groups.people.urls")),
    path("groups/<slug:slug>/", include([
        path("", include("groups.agendas.urls")),
        path("", include("groups.meetings.urls")),
        path("", include("groups.minutes.urls")),
    ])),
]
