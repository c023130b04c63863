"""Addresses of papers, below their group."""

from django.urls import path

from groups.papers import views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/add/", views.add_paper, name="add_paper"),
    path("papers/ask/", views.ask_for_paper, name="ask_for_paper"),
    path("meetings/<int:meeting_id>/paper/", views.add_paper_to_meeting, name="add_paper_to_meeting"),
    path("meetings/<int:meeting_id>/paper/ask/", views.ask_for_paper_at_meeting, name="ask_for_paper_at_meeting"),
    path("papers/<int:paper_id>/", views.paper, name="paper"),
    path("papers/<int:paper_id>/versions/<int:number>/", views.paper_version, name="paper_version"),
    path("papers/<int:paper_id>/change/", views.change_paper, name="change_paper"),
    path("papers/<int:paper_id>/form/", views.add_paper_form, name="add_paper_form"),
    path("papers/<int:paper_id>/check/", views.check_paper, name="check_paper"),
    path("papers/<int:paper_id>/take-off/", views.take_off_paper, name="take_off_paper"),
    path("papers/files/<uuid:paper_file_id>/", views.paper_file, name="paper_file"),
]
