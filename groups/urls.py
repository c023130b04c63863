"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("", include("groups.notices.urls")),
    path("groups/<slug:slug>/", include([])),
]
