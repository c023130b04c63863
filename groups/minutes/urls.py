"""Addresses of the notes of a meeting, below its group."""

from django.urls import include, path

from groups.minutes import views

notes = [
    path("", views.notes, name="notes"),
    path("write/", views.write_notes, name="write_notes"),
    path("confirm/", views.confirm_notes, name="confirm_notes"),
    path("reopen/", views.reopen_notes, name="reopen_notes"),
    path("versions/", views.notes_versions, name="notes_versions"),
    path("versions/<int:number>/", views.notes_version, name="notes_version"),
]
urlpatterns = [path("meetings/<int:meeting_id>/notes/", include(notes))]
