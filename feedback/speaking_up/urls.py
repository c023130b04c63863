from django.urls import path

from feedback.speaking_up import views

urlpatterns = [
    path("speaking-up/", views.pulse, name="pulse"),
    path("speaking-up/results/", views.pulse_results, name="pulse_results"),
]
