from django.urls import path

from feedback.commitments import views

urlpatterns = [
    path("leaders-promised/", views.commitments, name="commitments"),
    path("leaders-promised/new/", views.promise, name="promise"),
    path("leaders-promised/<int:commitment_id>/", views.commitment, name="commitment"),
    path("leaders-promised/<int:commitment_id>/show/", views.show_commitment, name="show_commitment"),
    path("leaders-promised/<int:commitment_id>/move/", views.move_commitment, name="move_commitment"),
    path("leaders-promised/<int:commitment_id>/again/", views.renew_commitment, name="renew_commitment"),
    path("leaders-promised/<int:commitment_id>/end/", views.end_commitment, name="end_commitment"),
    path("leaders-promised/<int:commitment_id>/kept/", views.say_if_kept, name="say_if_kept"),
]
