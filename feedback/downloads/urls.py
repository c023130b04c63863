from django.urls import path

from feedback.downloads import views

urlpatterns = [
    path("we-said/spreadsheet/", views.export_log, name="export_log"),
]
