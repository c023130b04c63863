"""Addresses of the review of impact, below their group."""

from django.urls import path

from feedback.reviews import views

urlpatterns = [
    path("journey/impact/", views.impact_reviews, name="impact_reviews"),
    path("journey/impact/new/", views.review_impact, name="review_impact"),
    path("journey/impact/findings/<int:finding_id>/done/", views.finding_done, name="finding_done"),
]
