from django.urls import path

from feedback.board_papers import views

urlpatterns = [
    path("board-papers/", views.board_papers, name="board_papers"),
    path("board-papers/<str:period>/", views.board_paper_across, name="board_paper_across"),
    path("groups/<slug:slug>/periods/<str:period>/board-paper/", views.board_paper, name="board_paper"),
]
