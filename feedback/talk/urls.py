from django.urls import path

from feedback.talk import views

urlpatterns = [
    path("talk/", views.talk, name="talk"),
    path("talk/<uuid:post_id>/", views.thread, name="thread"),
    path("topics/<int:topic_id>/talk/", views.topic_talk, name="topic_talk"),
    path("we-said/<int:number>/talk/", views.said_talk, name="said_talk"),
]
