"""Below a group's address."""

from django.urls import path

from groups.membership import views

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/leave/", views.leave_group, name="leave_group"),
    path("people/supporters/", views.supporters, name="supporters"),
    path("people/supporters/<int:membership_id>/yes/", views.link_supporter, name="link_supporter"),
    path("people/supporters/<int:support_id>/end/", views.unlink_supporter, name="unlink_supporter"),
    path("people/<int:membership_id>/", views.member, name="member"),
    path("people/<int:membership_id>/role/", views.change_role, name="change_role"),
    path("people/<int:membership_id>/end/", views.end_appointment, name="end_appointment"),
    path("people/<int:membership_id>/stand-in/", views.set_deputy, name="set_deputy"),
]
