"""Address of the questions about the seven steps, below their group."""

from django.urls import path

from feedback.steps_seen import views

urlpatterns = [path("seven-steps/do-you-see-it/", views.say_if_seen, name="say_if_seen")]
