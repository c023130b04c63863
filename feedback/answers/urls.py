from django.urls import path

from feedback.answers import views

urlpatterns = [
    path("we-said/<int:number>/hear/", views.hear, name="hear"),
    path("we-said/<int:number>/answer/", views.decide, name="decide"),
    path("we-said/<int:number>/answer-again/", views.decide_again, name="decide_again"),
    path("we-said/<int:number>/correct-answer/", views.correct_answer, name="correct_answer"),
]
