"""The address at which GOV.UK Notify says what became of what it took."""

from django.urls import path

from groups.carriers import views

urlpatterns = [path("hooks/notify/", views.notify_hook, name="notify_hook")]
