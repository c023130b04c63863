"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("groups/<slug:slug>/", include([])),
]
