"""Below a group's address."""

from django.urls import path

from feedback.records import views

urlpatterns = [
    path("record/", views.take_record, name="take_record"),
    path("record/<int:export_id>/agree/", views.second_record, name="second_record"),
    path("record/<int:export_id>/drop/", views.drop_record, name="drop_record"),
    path("record/<int:export_id>/file/", views.record_file, name="record_file"),
]
