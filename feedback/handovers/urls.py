from django.urls import path

from feedback.handovers import views

urlpatterns = [path("asked-others/<int:handover_id>/take-back/", views.take_back, name="take_back_handover")]
