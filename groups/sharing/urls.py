"""Addresses of showing notes outside, below the group."""

from django.urls import include, path

from groups.sharing import views

share = [
    path("", views.share_notes, name="share_notes"),
    path("answer/", views.answer_sharing, name="answer_sharing"),
    path("propose/", views.propose_sharing, name="propose_sharing"),
    path("take-back/", views.take_back_sharing, name="take_back_sharing"),
]
urlpatterns = [path("meetings/<int:meeting_id>/notes/share/", include(share))]
