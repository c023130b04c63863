from django.urls import path

from feedback.together import views

urlpatterns = [
    path("answer-several/", views.answer_many, name="answer_many"),
    path("answer-several/answer/", views.answer_together, name="answer_together"),
]
