from django.urls import path

from feedback.challenges import views

urlpatterns = [
    path("groups/<slug:slug>/we-said/<int:number>/challenge/", views.challenge, name="challenge"),
    path("groups/<slug:slug>/we-said/<int:number>/give-reason/", views.give_reason, name="give_reason"),
    path("groups/<slug:slug>/we-said/<int:number>/look-again/", views.look_again, name="look_again"),
    path("groups/<slug:slug>/we-said/<int:number>/change-answer/", views.change_answer, name="change_answer"),
    path("groups/<slug:slug>/we-said/<int:number>/new-link/", views.new_link, name="new_link"),
    path("fair/<str:token>/", views.finding, name="finding"),
]
