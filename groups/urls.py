"""An index: the rooms' addresses, most of them below the group they belong to."""

from django.urls import include, path

from coproduction.kit.addresses import rooms
from groups.bounces import urls as bounces
from groups.calendars import urls as calendars
from groups.consents import urls as consents
from groups.invitations import urls as invitations
from groups.surveys import urls as surveys
from groups.trail import urls as trail

urlpatterns = [
    *rooms(
        "groups.away.urls",
        "groups.bounces.urls",
        "groups.calendars.urls",
        "groups.choices.urls",
        "groups.erasures.urls",
        "groups.complaints.urls",
        "groups.consents.urls",
        "groups.invitations.urls",
        "groups.notices.urls",
        "groups.organisations.urls",
        "groups.own_data.urls",
        "groups.people.urls",
        "groups.putting_off.urls",
        "groups.surveys.urls",
        "groups.trail.urls",
    ),
    path(
        "groups/<slug:slug>/",
        include(
            rooms(
                "groups.actions.urls",
                "groups.agendas.urls",
                bounces.below_a_group,
                calendars.below_a_group,
                "groups.balance.urls",
                "groups.arrangements.urls",
                "groups.attendance.urls",
                consents.below_a_group,
                "groups.charter.urls",
                "groups.checkouts.urls",
                "groups.corrections.urls",
                "groups.glossary.urls",
                invitations.below_a_group,
                "groups.investments.urls",
                "groups.facilitation.urls",
                "groups.meetings.urls",
                "groups.membership.urls",
                "groups.minutes.urls",
                "groups.places.urls",
                "groups.plans.urls",
                "groups.pacing.urls",
                "groups.papers.urls",
                "groups.polls.urls",
                "groups.removals.urls",
                "groups.sent.urls",
                "groups.series.urls",
                "groups.sharing.urls",
                "groups.survey_drafts.urls",
                "groups.survey_results.urls",
                surveys.below_a_group,
                "groups.retold.urls",
                trail.below_a_group,
                "groups.ways.urls",
                "groups.wishes.urls",
            )
        ),
    ),
]
