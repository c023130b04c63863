"""Addresses of the five investments, below their group."""

from django.urls import path

from groups.investments import views

urlpatterns = [
    path("investments/", views.investments, name="investments"),
    path("investments/given/", views.note_given, name="note_given"),
    path("investments/hours/", views.note_hours, name="note_hours"),
]
