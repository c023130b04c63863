from django.urls import path

from feedback.periods import views

urlpatterns = [
    path("periods/", views.periods, name="periods"),
    path("periods/figures/", views.periods_figures, name="periods_figures"),
    path("periods/entries/", views.periods_entries, name="periods_entries"),
]
