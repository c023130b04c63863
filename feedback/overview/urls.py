from django.urls import path

from feedback.overview import views

urlpatterns = [
    path("overview/", views.overviews, name="overviews"),
    path("groups/<slug:slug>/overview/", views.overview, name="overview"),
]
