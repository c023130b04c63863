"""Addresses of what came back and of trying again."""

from django.urls import path

from groups.bounces import views

urlpatterns = [
    path("hooks/mail/", views.mail_hook, name="mail_hook"),
    path("hooks/notify/", views.notify_hook, name="notify_hook"),
    path("you/letters/try-again/", views.try_my_email, name="try_my_email"),
    path("you/letters/try-post/", views.try_my_post, name="try_my_post"),
]
below_a_group = [
    path("people/to-reach/", views.to_reach, name="to_reach"),
    path("people/<int:membership_id>/try-email/", views.try_email, name="try_email"),
    path("people/<int:membership_id>/try-texts/", views.try_texts, name="try_texts"),
    path("people/<int:membership_id>/try-post/", views.try_post, name="try_post"),
]
