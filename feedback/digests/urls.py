from django.urls import path

from feedback.digests import views

urlpatterns = [
    path("you/digest/", views.your_digest, name="your_digest"),
    path("you/digest/how-often/", views.choose_digest, name="choose_digest"),
    path("groups/<slug:slug>/digest/", views.digest, name="digest"),
]
