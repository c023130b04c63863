from django.urls import path

from groups.organisations import views

urlpatterns = [
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/new/", views.organisation_new, name="organisation_new"),
    path("organisations/<int:organisation_id>/", views.organisation, name="organisation"),
    path("organisations/<int:organisation_id>/admins/new/", views.invite_admin, name="invite_admin"),
    path("organisations/<int:organisation_id>/admins/<int:office_id>/end/", views.office_end, name="office_end"),
    path("organisations/<int:organisation_id>/groups/new/", views.group_new, name="group_new"),
    path("organisations/<int:organisation_id>/groups/<int:group_id>/", views.organisation_group, name="organisation_group"),
    path(
        "organisations/<int:organisation_id>/groups/<int:group_id>/roles/<int:membership_id>/end/",
        views.appointment_end, name="appointment_end",
    ),
    path(
        "organisations/<int:organisation_id>/invitations/<int:invitation_id>/send-again/",
        views.office_send_again, name="office_send_again",
    ),
    path(
        "organisations/<int:organisation_id>/invitations/<int:invitation_id>/withdraw/",
        views.office_withdraw, name="office_withdraw",
    ),
]  # fmt: skip
