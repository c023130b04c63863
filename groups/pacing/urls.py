"""Addresses for holding a meeting, below its group."""

from django.urls import include, path

from groups.pacing import views

pacing = [
    path("start/", views.start_meeting, name="start_meeting"),
    path("end/", views.end_meeting, name="end_meeting"),
    path("resume/", views.resume_meeting, name="resume_meeting"),
    path("go-to/", views.go_to_item, name="go_to_item"),
    path("not-reached/", views.item_not_reached, name="item_not_reached"),
    path("break/", views.take_break, name="take_break"),
    path("go-on/", views.go_on, name="go_on"),
    path("who-is-here/", views.who_is_here, name="who_is_here"),
]
urlpatterns = [path("meetings/<int:meeting_id>/run/", include(pacing))]
