"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

from coproduction.kit.addresses import rooms
from feedback.emergencies import urls as emergencies

urlpatterns = [
    *rooms(
        "feedback.board_papers.urls",
        "feedback.challenges.urls",
        "feedback.changes.urls",
        "feedback.debt.urls",
        "feedback.digests.urls",
        "feedback.emergencies.urls",
        "feedback.impact.urls",
        "feedback.numbers.urls",
        "feedback.overview.urls",
        "feedback.publication.urls",
        "feedback.queue.urls",
        "feedback.replies.urls",
        "feedback.side_by_side.urls",
    ),
    path(
        "groups/<slug:slug>/",
        include(
            rooms(
                "feedback.answers.urls",
                "feedback.checklists.urls",
                "feedback.components.urls",
                "feedback.attachments.urls",
                "feedback.asides.urls",
                "feedback.closing.urls",
                "feedback.commitments.urls",
                "feedback.concerns.urls",
                "feedback.deeds.urls",
                "feedback.downloads.urls",
                "feedback.drafts.urls",
                emergencies.below_a_group,
                "feedback.entries.urls",
                "feedback.gathering.urls",
                "feedback.handovers.urls",
                "feedback.imports.urls",
                "feedback.influence.urls",
                "feedback.ingredients.urls",
                "feedback.journey.urls",
                "feedback.records.urls",
                "feedback.reviews.urls",
                "feedback.log.urls",
                "feedback.periods.urls",
                "feedback.looking_back.urls",
                "feedback.receipts.urls",
                "feedback.openings.urls",
                "feedback.power.urls",
                "feedback.programmes.urls",
                "feedback.disputes.urls",
                "feedback.later.urls",
                "feedback.scribing.urls",
                "feedback.reports.urls",
                "feedback.outcomes.urls",
                "feedback.seven_steps.urls",
                "feedback.shelves.urls",
                "feedback.talk.urls",
                "feedback.together.urls",
                "feedback.sources.urls",
                "feedback.speaking_up.urls",
                "feedback.steps_seen.urls",
                "feedback.subjects.urls",
                "feedback.topics.urls",
                "feedback.voice.urls",
            )
        ),
    ),
]
