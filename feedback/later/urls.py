from django.urls import path

from feedback.later import views

urlpatterns = [path("meetings/<int:meeting_id>/later/", views.later, name="later")]
