"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("", include("feedback.digests.urls")),
    path("", include("feedback.overview.urls")),
    path("", include("feedback.publication.urls")),
    path("groups/<slug:slug>/", include([])),
]
