"""Addresses of the plans, below their group."""

from django.urls import path

from groups.plans import views

urlpatterns = [
    path("reminders/", views.reminder_plans, name="reminder_plans"),
    path("reminders/add/", views.add_reminder, name="add_reminder"),
    path("reminders/promised/", views.promised_reminders, name="promised_reminders"),
    path("reminders/looking-again/", views.reminders_to_look_again, name="reminders_to_look_again"),
    path("reminders/<slug:plan>/", views.change_reminder, name="change_reminder"),
    path("reminders/<slug:plan>/switch/", views.switch_reminder, name="switch_reminder"),
    path("reminders/<slug:plan>/remove/", views.remove_reminder, name="remove_reminder"),
]
