from django.urls import path

from feedback.programmes import views

urlpatterns = [
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/new/", views.add_programme, name="add_programme"),
    path("programmes/<int:programme_id>/", views.programme, name="programme"),
    path("programmes/<int:programme_id>/up-to-date/", views.change_programme, name="change_programme"),
    path("programmes/<int:programme_id>/end/", views.end_programme, name="end_programme"),
]
