"""Below a group's address."""

from django.urls import path

from groups.charter import views

urlpatterns = [
    path("about/", views.about, name="about"),
    path("about/settings/", views.group_settings, name="group_settings"),
    path("about/purpose/", views.purpose_write, name="purpose_write"),
    path("about/purpose/<int:purpose_id>/agree/", views.purpose_agree, name="purpose_agree"),
]
