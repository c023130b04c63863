"""Addresses of what we sent. All stand below a group."""

from django.urls import path

from groups.sent import views

urlpatterns = [
    path("people/<int:membership_id>/sent/", views.what_went, name="what_went"),
]
