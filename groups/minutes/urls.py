"""Addresses of writing notes, below the group."""

from django.urls import include, path

from groups.minutes import views

notes = [
    path("write/", views.write_notes, name="write_notes"),
    path("add/", views.add_note, name="add_note"),
    path("versions/", views.notes_versions, name="notes_versions"),
    path("versions/<int:number>/", views.notes_version, name="notes_version"),
]
urlpatterns = [path("meetings/<int:meeting_id>/notes/", include(notes))]
