"""Below what a person looks after about themselves; `below_a_group` for whoever writes it down for them."""

from django.urls import path

from groups.consents import views

urlpatterns = [
    path("you/needs/yes/", views.yes_to_needs, name="yes_to_needs"),
    path("you/needs/yes/say/", views.say_yes, name="say_yes"),
    path("you/needs/yes/take-back/", views.take_yes_back, name="take_yes_back"),
]
below_a_group = [
    path("people/<int:membership_id>/needs-yes/", views.yes_for, name="yes_for"),
    path("people/<int:membership_id>/needs-yes/say/", views.say_yes_for, name="say_yes_for"),
    path("people/<int:membership_id>/needs-yes/take-back/", views.take_back_for, name="take_back_for"),
]
