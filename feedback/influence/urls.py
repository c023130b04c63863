from django.urls import path

from feedback.influence import views

urlpatterns = [path("topics/<int:topic_id>/judge/", views.judge_influence, name="judge_influence")]
