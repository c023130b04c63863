"""Addresses of meetings, below their group."""

from django.urls import path

from groups.meetings import views

urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/plan/", views.plan_meeting, name="plan_meeting"),
    path("meetings/<int:meeting_id>/", views.meeting, name="meeting"),
    path("meetings/<int:meeting_id>/change/", views.change_meeting, name="change_meeting"),
    path("meetings/<int:meeting_id>/cancel/", views.cancel_meeting, name="cancel_meeting"),
    path("meetings/<int:meeting_id>/reply/", views.reply, name="reply"),
    path("meetings/<int:meeting_id>/reply/<int:membership_id>/", views.reply_for, name="reply_for"),
    path("meetings/<int:meeting_id>/who/", views.who_is_coming, name="who_is_coming"),
    path("meetings/<int:meeting_id>/guests/", views.meeting_guests, name="meeting_guests"),
]
