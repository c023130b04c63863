"""Addresses of the journey, below their group."""

from django.urls import path

from feedback.journey import views

urlpatterns = [
    path("journey/", views.journey, name="journey"),
    path("journey/steps/<int:step>/", views.propose_step, name="propose_step"),
    path("journey/moves/<int:move_id>/", views.confirm_step, name="confirm_step"),
    path("journey/moves/<int:move_id>/withdraw/", views.withdraw_step, name="withdraw_step"),
    path("journey/moves/<int:move_id>/our-part/", views.our_part, name="our_part"),
]
