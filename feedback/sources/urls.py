from django.urls import path

from feedback.sources import views

LINE = "meetings/<int:meeting_id>/notes/lines/<int:line_id>/"

urlpatterns = [
    path(f"{LINE}say/", views.take_line, name="take_line"),
    path(f"{LINE}belongs/", views.put_line_with, name="put_line_with"),
]
