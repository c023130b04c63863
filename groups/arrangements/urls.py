"""Addresses of what people need at a meeting, below their group."""

from django.urls import path

from groups.arrangements import views

ONE = "meetings/<int:meeting_id>/arrangements/<int:membership_id>/<slug:need>/"

urlpatterns = [
    path("meetings/<int:meeting_id>/arrangements/", views.arrangements, name="arrangements"),
    path(ONE, views.arrange, name="arrange"),
    path(f"{ONE}done/", views.tick_off, name="tick_off"),
    path("meetings/<int:meeting_id>/was-it-there/", views.was_it_there, name="was_it_there"),
    path(
        "meetings/<int:meeting_id>/was-it-there/<int:membership_id>/", views.was_it_there_for, name="was_it_there_for"
    ),
]
