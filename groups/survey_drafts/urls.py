"""Addresses for preparing a survey, below its group."""

from django.urls import path

from groups.survey_drafts import views

urlpatterns = [
    path("surveys/begin/", views.begin_survey, name="begin_survey"),
    path("surveys/<int:survey_id>/draft/", views.survey_draft, name="survey_draft"),
    path("surveys/<int:survey_id>/questions/add/", views.add_question, name="add_question"),
    path("surveys/<int:survey_id>/questions/<int:place>/", views.change_question, name="change_question"),
    path("surveys/<int:survey_id>/questions/<int:place>/out/", views.take_question_out, name="take_question_out"),
    path("surveys/<int:survey_id>/throw-away/", views.throw_survey_away, name="throw_survey_away"),
]
