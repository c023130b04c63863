"""Addresses of the seven steps of an organisation, below each of its groups."""

from django.urls import path

from feedback.seven_steps import views

urlpatterns = [
    path("seven-steps/", views.seven_steps, name="seven_steps"),
    path("seven-steps/<int:step>/", views.seven_step, name="seven_step"),
    path("seven-steps/<int:step>/today/", views.look_at_step, name="look_at_step"),
]
