"""Addresses of choosing and stopping letters."""

from django.urls import path

from groups.choices import views

urlpatterns = [
    path("you/letters/choices/", views.letter_choices, name="letter_choices"),
    path("you/letters/choices/<int:membership_id>/", views.group_letters, name="group_letters"),
    path("stop/<str:token>/", views.stop_letters, name="stop_letters"),
]
