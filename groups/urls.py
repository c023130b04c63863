"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

from groups.bounces import urls as bounces
from groups.calendars import urls as calendars
from groups.invitations import urls as invitations
from groups.trail import urls as trail

urlpatterns = [
    path("", include("groups.bounces.urls")),
    path("", include("groups.calendars.urls")),
    path("", include("groups.choices.urls")),
    path("", include("groups.invitations.urls")),
    path("", include("groups.notices.urls")),
    path("", include("groups.organisations.urls")),
    path("", include("groups.people.urls")),
    path("", include("groups.trail.urls")),
    path(
        "groups/<slug:slug>/",
        include(
            [
                path("", include("groups.actions.urls")),
                path("", include("groups.agendas.urls")),
                path("", include(bounces.below_a_group)),
                path("", include(calendars.below_a_group)),
                path("", include("groups.balance.urls")),
                path("", include("groups.arrangements.urls")),
                path("", include("groups.attendance.urls")),
                path("", include("groups.charter.urls")),
                path("", include("groups.checkouts.urls")),
                path("", include("groups.corrections.urls")),
                path("", include("groups.glossary.urls")),
                path("", include(invitations.below_a_group)),
                path("", include("groups.facilitation.urls")),
                path("", include("groups.meetings.urls")),
                path("", include("groups.membership.urls")),
                path("", include("groups.minutes.urls")),
                path("", include("groups.places.urls")),
                path("", include("groups.pacing.urls")),
                path("", include("groups.papers.urls")),
                path("", include("groups.polls.urls")),
                path("", include("groups.removals.urls")),
                path("", include("groups.series.urls")),
                path("", include("groups.sharing.urls")),
                path("", include(trail.below_a_group)),
                path("", include("groups.ways.urls")),
            ]
        ),
    ),
]
