"""Below a group's address."""

from django.urls import path

from feedback.closing import views

urlpatterns = [
    path("close/", views.close_group, name="close_group"),
    path("closing/", views.closing, name="closing"),
    path("closing/<int:closing_id>/agree/", views.second_closing, name="second_closing"),
    path("closing/<int:closing_id>/drop/", views.drop_closing, name="drop_closing"),
]
