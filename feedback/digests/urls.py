from django.urls import path

from feedback.digests import views

urlpatterns = [path("groups/<slug:slug>/digest/", views.digest, name="digest")]
