from django.urls import path

from feedback.scribing import views

urlpatterns = [
    path("written-down/", views.written_down, name="written_down"),
    path("written-down/new/", views.write_down, name="write_down"),
    path("written-down/<int:written_id>/", views.check_written, name="check_written"),
    path("written-down/<int:written_id>/again/", views.write_again, name="write_again"),
]
