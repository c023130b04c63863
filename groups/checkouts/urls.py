"""Addresses of the questions at the end of a meeting, below their group."""

from django.urls import path

from groups.checkouts import views

urlpatterns = [
    path("meetings/how-they-are/", views.how_meetings_are, name="how_meetings_are"),
    path("meetings/<int:meeting_id>/check-out/", views.check_out, name="check_out"),
    path("meetings/<int:meeting_id>/check-out/open/", views.open_check_out, name="open_check_out"),
    path("meetings/<int:meeting_id>/check-out/results/", views.check_out_results, name="check_out_results"),
]
