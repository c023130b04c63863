"""Addresses of what a meeting was like, below its group."""

from django.urls import path

from groups.balance import views

urlpatterns = [
    path("meetings/<int:meeting_id>/balance/", views.balance, name="balance"),
    path("meetings/<int:meeting_id>/my-turns/", views.my_turns, name="my_turns"),
]
