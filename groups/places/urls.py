"""The address of the places at a meeting, below its group."""

from django.urls import path

from groups.places import views

urlpatterns = [path("meetings/<int:meeting_id>/places/", views.places, name="places")]
