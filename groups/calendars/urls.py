"""Addresses of calendars: a person's own, and the file of a meeting below its group."""

from django.urls import path

from groups.calendars import views

urlpatterns = [
    path("you/calendar/", views.calendar_address, name="calendar_address"),
    path("calendar/<str:token>/meetings.ics", views.calendar_feed, name="calendar_feed"),
]
below_a_group = [path("meetings/<int:meeting_id>/meeting.ics", views.meeting_calendar, name="meeting_calendar")]
