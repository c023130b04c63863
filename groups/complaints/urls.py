"""For anybody, and for those who look after an organisation."""

from django.urls import path

from groups.complaints import views

ONE = "organisations/<int:organisation_id>/complaints/"
urlpatterns = [
    path("privacy/complain/", views.complain, name="complain"),
    path("privacy/complaints/<str:token>/", views.complaint, name="complaint"),
    path(ONE, views.complaints, name="complaints"),
    path(f"{ONE}<int:complaint_id>/", views.complaint_to_answer, name="complaint_to_answer"),
    path(f"{ONE}<int:complaint_id>/seen/", views.complaint_seen, name="complaint_seen"),
]
