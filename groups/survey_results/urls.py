"""The address of one survey, below its group."""

from django.urls import path

from groups.survey_results import views

urlpatterns = [path("surveys/<int:survey_id>/", views.survey, name="survey")]
