from django.urls import path

from feedback.concerns import views

urlpatterns = [
    path("concern/", views.raise_concern, name="raise_concern"),
    path("concerns/", views.concerns, name="concerns"),
    path("concerns/<int:concern_id>/", views.concern, name="concern"),
    path("concerns/<int:concern_id>/read/", views.acknowledge_concern, name="acknowledge_concern"),
]
