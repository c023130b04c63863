from django.urls import path

from feedback.outcomes import views

urlpatterns = [
    path("outcomes/", views.outcomes, name="outcomes"),
    path("we-said/<int:number>/review/", views.review_outcome, name="review_outcome"),
    path("we-said/<int:number>/review/check/", views.check_review, name="check_review"),
    path("we-said/<int:number>/review/move/", views.move_review, name="move_review"),
]
