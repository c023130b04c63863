from django.urls import path

from feedback.queue import views

urlpatterns = [path("queue/", views.queue, name="queue")]
