from django.urls import path

from feedback.gathering import views

urlpatterns = [
    path("gather/", views.gather, name="gather"),
    path("gather/words/", views.gather_words, name="gather_words"),
    path("stays-talk/", views.kept_as_talk, name="kept_as_talk"),
    path("stays-talk/<int:kept_id>/undo/", views.no_longer_talk, name="no_longer_talk"),
    path("talk/<uuid:post_id>/stays-talk/", views.keep_as_talk, name="keep_as_talk"),
    path("we-said/<int:number>/stays-talk/", views.keep_draft_as_talk, name="keep_draft_as_talk"),
    path("we-said/<int:number>/pieces/add/", views.add_pieces, name="add_pieces"),
    path("we-said/<int:number>/pieces/<int:piece_id>/take-out/", views.take_piece_out, name="take_piece_out"),
    path("we-said/<int:number>/how-strongly/", views.say_strength, name="say_strength"),
    path("we-said/<int:number>/see-it-differently/", views.see_differently, name="see_differently"),
]
