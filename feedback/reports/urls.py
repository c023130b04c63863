from django.urls import path

from feedback.reports import views

urlpatterns = [
    path("talk/<uuid:post_id>/report/", views.report_post, name="report_post"),
    path("talk/<uuid:post_id>/hide/", views.hide_post, name="hide_post"),
    path("talk/<uuid:post_id>/show-again/", views.unhide_post, name="unhide_post"),
    path("talk/<uuid:post_id>/another-look/", views.appeal_hiding, name="appeal_hiding"),
    path("reports/", views.reports, name="reports"),
    path("reports/<int:report_id>/", views.report, name="report"),
    path("another-look/<int:appeal_id>/", views.decide_appeal, name="decide_appeal"),
]
