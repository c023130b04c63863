"""For whoever keeps the site or the organisation; `below_a_group` for the group."""

from django.urls import path

from feedback.emergencies import views

ONE = "organisations/<int:organisation_id>/emergencies/<int:emergency_id>/"
urlpatterns = [
    path(
        "organisations/<int:organisation_id>/groups/<int:group_id>/emergency/",
        views.ask_emergency,
        name="ask_emergency",
    ),
    path(ONE, views.office_emergency, name="office_emergency"),
    path(f"{ONE}agree/", views.second_emergency, name="second_emergency"),
    path(f"{ONE}no/", views.drop_emergency, name="drop_emergency"),
    path(f"{ONE}end/", views.office_end_emergency, name="office_end_emergency"),
    path(f"{ONE}talk/", views.emergency_talk, name="emergency_talk"),
]
below_a_group = [
    path("emergencies/<int:emergency_id>/", views.emergency, name="emergency"),
    path("emergencies/<int:emergency_id>/end/", views.end_emergency, name="end_emergency"),
]
