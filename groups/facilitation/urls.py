"""Addresses of the live pages of a meeting, below its group."""

from django.urls import include, path

from groups.facilitation import views

run = [
    path("", views.run, name="run"),
    path("part/", views.run_part, name="run_part"),
    path("floor/", views.give_floor, name="give_floor"),
    path("done/", views.end_turn, name="end_turn"),
    path("round/", views.begin_round, name="begin_round"),
    path("round/end/", views.end_round, name="end_round"),
    path("note/", views.note_for, name="note_for"),
]
live = [
    path("", views.live, name="live"),
    path("part/", views.live_part, name="live_part"),
    path("for/<int:membership_id>/", views.live_for, name="live_for"),
    path("for/<int:membership_id>/part/", views.live_part_for, name="live_part_for"),
    path("hand/", views.raise_hand, name="raise_hand"),
    path("hand/down/", views.lower_hand, name="lower_hand"),
    path("card/", views.raise_card, name="raise_card"),
    path("card/down/", views.take_down_card, name="take_down_card"),
    path("pass/", views.pass_turn, name="pass_turn"),
    path("write/", views.say_in_writing, name="say_in_writing"),
]
urlpatterns = [
    path("meetings/<int:meeting_id>/run/", include(run)),
    path("meetings/<int:meeting_id>/live/", include(live)),
]
