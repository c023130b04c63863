"""Addresses of the letters somebody got."""

from django.urls import path

from groups.notices import views

urlpatterns = [
    path("you/letters/", views.your_letters, name="your_letters"),
    path("you/letters/<int:letter_id>/", views.your_letter, name="your_letter"),
]
