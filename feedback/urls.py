"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("", include("feedback.digests.urls")),
    path("", include("feedback.overview.urls")),
    path("", include("feedback.publication.urls")),
    path(
        "groups/<slug:slug>/",
        include(
            [
                path("", include("feedback.answers.urls")),
                path("", include("feedback.deeds.urls")),
                path("", include("feedback.downloads.urls")),
                path("", include("feedback.drafts.urls")),
                path("", include("feedback.entries.urls")),
                path("", include("feedback.imports.urls")),
                path("", include("feedback.log.urls")),
                path("", include("feedback.shelves.urls")),
                path("", include("feedback.speaking_up.urls")),
                path("", include("feedback.topics.urls")),
            ]
        ),
    ),
]
