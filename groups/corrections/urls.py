"""Addresses of the notes of a meeting and of what people say about them, below its group."""

from django.urls import include, path

from groups.corrections import views

notes = [
    path("", views.notes, name="notes"),
    path("print/", views.notes_print, name="notes_print"),
    path("ask/", views.ask_to_read, name="ask_to_read"),
    path("right/", views.notes_are_right, name="notes_are_right"),
    path("correct/", views.propose_correction, name="propose_correction"),
    path("corrections/<int:correction_id>/take/", views.take_in_correction, name="take_in_correction"),
    path("corrections/<int:correction_id>/refuse/", views.refuse_correction, name="refuse_correction"),
    path("confirm/", views.confirm_notes, name="confirm_notes"),
    path("reopen/", views.reopen_notes, name="reopen_notes"),
]
urlpatterns = [path("meetings/<int:meeting_id>/notes/", include(notes))]
