"""Addresses of what a person looks after about themselves."""

from django.urls import path

from groups.people import views

urlpatterns = [
    path("you/", views.profile, name="profile"),
    path("you/needs/", views.needs, name="needs"),
    path("you/email/", views.change_email, name="change_email"),
    path("you/email/code/", views.prove_email, name="prove_email"),
    path("you/sign-in/", views.sign_in_safety, name="sign_in_safety"),
    path("you/second-step/", views.second_step, name="second_step"),
]
