from django.urls import path

from feedback.voice import views

urlpatterns = [
    path("talk/<uuid:post_id>/change/", views.change_post, name="change_post"),
    path("talk/<uuid:post_id>/take-back/", views.take_back_post, name="take_back_post"),
    path("talk/<uuid:post_id>/me-too/", views.me_too, name="me_too"),
    path("talk/<uuid:post_id>/not-me-too/", views.not_me_too, name="not_me_too"),
    path("talk/<uuid:post_id>/share/", views.share_post, name="share_post"),
    path("talk/<uuid:post_id>/unshare/", views.unshare_post, name="unshare_post"),
]
