"""Addresses of the glossary, below its group."""

from django.urls import path

from groups.glossary import views

urlpatterns = [
    path("words/", views.glossary, name="glossary"),
    path("words/ask/", views.ask_about_word, name="ask_about_word"),
    path("words/<int:word_id>/explain/", views.explain_word, name="explain_word"),
    path("papers/<int:paper_id>/word/", views.ask_about_word_in_paper, name="ask_about_word_in_paper"),
]
