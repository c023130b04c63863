"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

urlpatterns = [
    path("", include("feedback.challenges.urls")),
    path("", include("feedback.digests.urls")),
    path("", include("feedback.impact.urls")),
    path("", include("feedback.overview.urls")),
    path("", include("feedback.publication.urls")),
    path("", include("feedback.replies.urls")),
    path(
        "groups/<slug:slug>/",
        include(
            [
                path("", include("feedback.answers.urls")),
                path("", include("feedback.checklists.urls")),
                path("", include("feedback.components.urls")),
                path("", include("feedback.attachments.urls")),
                path("", include("feedback.asides.urls")),
                path("", include("feedback.concerns.urls")),
                path("", include("feedback.deeds.urls")),
                path("", include("feedback.downloads.urls")),
                path("", include("feedback.drafts.urls")),
                path("", include("feedback.entries.urls")),
                path("", include("feedback.gathering.urls")),
                path("", include("feedback.imports.urls")),
                path("", include("feedback.influence.urls")),
                path("", include("feedback.log.urls")),
                path("", include("feedback.receipts.urls")),
                path("", include("feedback.openings.urls")),
                path("", include("feedback.power.urls")),
                path("", include("feedback.later.urls")),
                path("", include("feedback.scribing.urls")),
                path("", include("feedback.reports.urls")),
                path("", include("feedback.outcomes.urls")),
                path("", include("feedback.shelves.urls")),
                path("", include("feedback.talk.urls")),
                path("", include("feedback.together.urls")),
                path("", include("feedback.sources.urls")),
                path("", include("feedback.speaking_up.urls")),
                path("", include("feedback.subjects.urls")),
                path("", include("feedback.topics.urls")),
                path("", include("feedback.voice.urls")),
            ]
        ),
    ),
]
