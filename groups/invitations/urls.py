"""`below_a_group` stands below a group's address; accepting stands on its own, for people who are in no group yet."""

from django.urls import path

from groups.invitations import views

urlpatterns = [
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
]
below_a_group = [
    path("people/invitations/", views.invitations, name="invitations"),
    path("people/invitations/new/", views.invite, name="invite"),
    path("people/supporters/new/", views.invite_supporter, name="invite_supporter"),
    path(
        "people/invitations/<int:invitation_id>/send-again/", views.invitation_send_again, name="invitation_send_again"
    ),
    path("people/invitations/<int:invitation_id>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
]
