from django.urls import path

from feedback.numbers import views

urlpatterns = [
    path("overview/numbers/<str:what>/", views.numbers, name="numbers"),
    path("groups/<slug:slug>/overview/numbers/<str:what>/", views.number, name="number"),
]
