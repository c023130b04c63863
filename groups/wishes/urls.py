"""Addresses of setting it for somebody. All stand below a group."""

from django.urls import path

from groups.wishes import views

urlpatterns = [
    path("people/<int:membership_id>/letters/", views.letters_for, name="letters_for"),
]
