"""Addresses of one's own days away. They belong to a person, not to one group."""

from django.urls import path

from groups.away import views

urlpatterns = [
    path("away/", views.away, name="away"),
    path("away/<int:away_id>/back/", views.come_back, name="come_back"),
]
