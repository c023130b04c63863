"""Addresses of who was there and who has been away, below their group."""

from django.urls import path

from groups.attendance import views

urlpatterns = [
    path("meetings/<int:meeting_id>/attendance/", views.attendance, name="attendance"),
    path("meetings/<int:meeting_id>/attendance/<int:membership_id>/", views.absence, name="absence"),
    path("been-away/", views.been_away, name="been_away"),
    path("been-away/<int:membership_id>/", views.kind_word, name="kind_word"),
    path("rest/", views.rest, name="rest"),
]
