from django.urls import path

from feedback.components import views

urlpatterns = [
    path("topics/starting-list/", views.starting_topics, name="starting_topics"),
    path("topics/where-voice-is/", views.where_voice_is, name="where_voice_is"),
]
