"""Addresses of the ways of working, below their group."""

from django.urls import path

from groups.ways import views

urlpatterns = [
    path("about/ways/", views.ways, name="ways"),
    path("about/ways/ask/", views.ask_about_ways, name="ask_about_ways"),
    path("about/ways/keep/", views.keep_ways, name="keep_ways"),
    path("about/ways/new/", views.write_ways, name="write_ways"),
    path("about/ways/<int:review_id>/", views.review_ways, name="review_ways"),
]
