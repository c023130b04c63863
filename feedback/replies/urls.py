from django.urls import path

from feedback.replies import views

urlpatterns = [
    path("hooks/notify/texts/", views.text_hook, name="text_hook"),
    path("you/replies/", views.my_replies, name="my_replies"),
    path("you/replies/<int:reply_id>/", views.my_reply, name="my_reply"),
]
