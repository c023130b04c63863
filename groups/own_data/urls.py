"""Addresses of what a person may ask for about themselves."""

from django.urls import path

from groups.own_data import views

urlpatterns = [
    path("you/own-data/", views.own_data, name="own_data"),
    path("you/own-data/take/", views.take_own_data, name="take_own_data"),
]
