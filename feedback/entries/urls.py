from django.urls import path

from feedback.entries import views

urlpatterns = [
    path("we-said/", views.log, name="log"),
    path("we-said/<int:number>/", views.said, name="said"),
]
