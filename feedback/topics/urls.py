from django.urls import path

from feedback.topics import views

urlpatterns = [
    path("topics/", views.topics, name="topics"),
    path("topics/open/", views.open_topic, name="open_topic"),
    path("topics/<int:topic_id>/change/", views.change_topic, name="change_topic"),
    path("topics/<int:topic_id>/open-again/", views.open_topic_again, name="open_topic_again"),
]
