from django.urls import path

from feedback.entries import views

urlpatterns = [
    path("we-said/<int:number>/", views.said, name="said"),
    path("we-said/<int:number>/decision/", views.decision, name="decision"),
]
