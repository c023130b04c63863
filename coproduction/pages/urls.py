"""Addresses of the pages that need both apps."""

from django.urls import path

from coproduction.pages import health

urlpatterns = [
    path("health/live", health.health_live, name="health_live"),
    path("health/ready", health.health_ready, name="health_ready"),
]
