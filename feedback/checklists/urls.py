from django.urls import path

from feedback.checklists import views

urlpatterns = [
    path("topics/<int:topic_id>/checklist/<slug:part>/", views.note_there, name="note_there"),
    path("topics/<int:topic_id>/checklist/<slug:part>/go-without/", views.ask_go_without, name="ask_go_without"),
    path("topics/<int:topic_id>/checklist/<slug:part>/was-it-there/", views.say_if_there, name="say_if_there"),
    path("topics/<int:topic_id>/go-without/<int:waiver_id>/", views.vote_go_without, name="vote_go_without"),
]
