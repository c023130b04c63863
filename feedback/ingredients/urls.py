"""Addresses of the nine ingredients, below their group."""

from django.urls import path

from feedback.ingredients import views

urlpatterns = [
    path("ingredients/", views.ingredients, name="ingredients"),
    path("ingredients/<int:which>/", views.note_ingredient, name="note_ingredient"),
    path("ingredients/ask/", views.ask_about_ingredients, name="ask_about_ingredients"),
    path("ingredients/asked/<int:asking_id>/", views.say_ingredients, name="say_ingredients"),
    path("ingredients/talked/", views.write_talked_view, name="write_talked_view"),
    path("ingredients/talked/<int:view_id>/", views.confirm_talked_view, name="confirm_talked_view"),
]
