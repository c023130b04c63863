"""Addresses of a person's letters, of stopping them, and of the operator's page."""

from django.urls import path

from groups.notices import views

urlpatterns = [
    path("you/letters/", views.your_letters, name="your_letters"),
    path("you/letters/choices/", views.letter_choices, name="letter_choices"),
    path("you/letters/<int:letter_id>/", views.your_letter, name="your_letter"),
    path("stop/<str:token>/", views.stop_letters, name="stop_letters"),
]
