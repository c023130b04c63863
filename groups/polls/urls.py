"""Addresses of the dates a group asks about, below their group."""

from django.urls import path

from groups.polls import views

urlpatterns = [
    path("meetings/dates/", views.polls, name="polls"),
    path("meetings/dates/ask/", views.ask_for_dates, name="ask_for_dates"),
    path("meetings/dates/<int:poll_id>/", views.poll, name="poll"),
    path("meetings/dates/<int:poll_id>/answer/", views.answer_poll, name="answer_poll"),
    path("meetings/dates/<int:poll_id>/answer/<int:membership_id>/", views.answer_poll_for, name="answer_poll_for"),
    path("meetings/dates/<int:poll_id>/choose/<int:option_id>/", views.choose_date, name="choose_date"),
    path("meetings/dates/<int:poll_id>/stop/", views.stop_poll, name="stop_poll"),
]
