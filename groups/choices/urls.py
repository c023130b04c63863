"""Addresses of choosing and stopping letters."""

from django.urls import path

from groups.choices import views

urlpatterns = [
    path("you/letters/choices/", views.letter_choices, name="letter_choices"),
    path("stop/<str:token>/", views.stop_letters, name="stop_letters"),
]
