from django.urls import path

from feedback.debt import views

urlpatterns = [
    path("debt/", views.debts, name="debts"),
    path("groups/<slug:slug>/debt/", views.debt, name="debt"),
]
