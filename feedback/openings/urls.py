from django.urls import path

from feedback.openings import views

urlpatterns = [
    path("topics/<int:topic_id>/", views.topic, name="topic"),
    path("topics/<int:topic_id>/open-for-discussion/", views.open_discussion, name="open_discussion"),
    path("topics/<int:topic_id>/close/", views.close_topic, name="close_topic"),
]
