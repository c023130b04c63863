"""Addresses of an agenda, below its group."""

from django.urls import include, path

from groups.agendas import views

agenda = [
    path("", views.agenda, name="agenda"),
    path("print/", views.agenda_print, name="agenda_print"),
    path("suggest/", views.propose_item, name="propose_item"),
    path("<int:item_id>/place/", views.place_item, name="place_item"),
    path("<int:item_id>/move/", views.move_item, name="move_item"),
    path("<int:item_id>/change/", views.change_item, name="change_item"),
    path("<int:item_id>/remove/", views.remove_item, name="remove_item"),
    path("<int:item_id>/leave/", views.leave_item, name="leave_item"),
    path("<int:item_id>/carry/", views.carry_item, name="carry_item"),
]
urlpatterns = [path("meetings/<int:meeting_id>/agenda/", include(agenda))]
