"""Addresses of meetings that repeat, below their group."""

from django.urls import path

from groups.series import views

urlpatterns = [
    path("meetings/series/plan/", views.plan_series, name="plan_series"),
    path("meetings/series/<int:series_id>/", views.series, name="series"),
    path("meetings/series/<int:series_id>/reply/", views.reply_to_series, name="reply_to_series"),
    path(
        "meetings/series/<int:series_id>/reply/<int:membership_id>/",
        views.reply_to_series_for,
        name="reply_to_series_for",
    ),
    path("meetings/series/<int:series_id>/<int:meeting_id>/change/", views.change_series, name="change_series"),
    path("meetings/series/<int:series_id>/<int:meeting_id>/end/", views.end_series, name="end_series"),
]
