from django.urls import path

from feedback.disputes import views

urlpatterns = [
    path("programmes/<int:programme_id>/how-early/", views.how_early, name="how_early"),
    path("programmes/<int:programme_id>/how-early/later/", views.dispute_programme, name="dispute_programme"),
    path("programmes/<int:programme_id>/how-early/answer/", views.answer_dispute, name="answer_dispute"),
    path("programmes/<int:programme_id>/how-early/settle/", views.settle_dispute, name="settle_dispute"),
]
