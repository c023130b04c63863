"""Addresses of surveys: one for the link in a letter, the others below their group."""

from django.urls import path

from groups.surveys import views

urlpatterns = [path("survey/<str:token>/", views.answer_by_letter, name="answer_by_letter")]

below_a_group = [
    path("surveys/", views.surveys, name="surveys"),
    path("surveys/<int:survey_id>/answer/", views.answer_survey, name="answer_survey"),
    path("surveys/<int:survey_id>/open/", views.open_survey, name="open_survey"),
    path("surveys/<int:survey_id>/by-phone/", views.survey_by_phone, name="survey_by_phone"),
    path("surveys/<int:survey_id>/by-phone/<int:membership_id>/", views.answer_by_phone, name="answer_by_phone"),
]
