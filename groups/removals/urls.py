"""Below a group's address."""

from django.urls import path

from groups.removals import views

urlpatterns = [
    path("people/<int:membership_id>/removal/", views.ask_removal, name="ask_removal"),
    path("asked-to-leave/", views.asked_to_leave, name="asked_to_leave"),
    path("removals/<int:removal_id>/", views.removal, name="removal"),
    path("removals/<int:removal_id>/second/", views.removal_second, name="removal_second"),
    path("removals/<int:removal_id>/drop/", views.removal_drop, name="removal_drop"),
]
