from django.urls import path

from feedback.side_by_side import views

urlpatterns = [
    path("overview/spreadsheet/", views.overview_of_groups, name="overview_of_groups"),
    path("periods/figures/", views.figures_of_groups, name="figures_of_groups"),
    path("periods/entries/", views.entries_of_groups, name="entries_of_groups"),
]
