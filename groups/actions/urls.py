"""Addresses of actions, below their group."""

from django.urls import path

from groups.actions import views

urlpatterns = [
    path("actions/", views.actions, name="actions"),
    path("actions/write/", views.write_action, name="write_action"),
    path("meetings/<int:meeting_id>/action/", views.action_from_meeting, name="action_from_meeting"),
    path("actions/<int:action_id>/", views.action, name="action"),
    path("actions/<int:action_id>/end/", views.end_action, name="end_action"),
    path("actions/<int:action_id>/move/", views.move_action, name="move_action"),
    path("actions/<int:action_id>/hand-back/", views.hand_back_action, name="hand_back_action"),
    path("actions/<int:action_id>/take/", views.take_action, name="take_action"),
    path("actions/<int:action_id>/ask/", views.ask_for_action, name="ask_for_action"),
]
