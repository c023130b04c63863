from django.urls import path

from feedback.asides import views

urlpatterns = [
    path("privately/", views.asides, name="asides"),
    path("privately/write/", views.write_aside, name="write_aside"),
    path("privately/<int:aside_id>/", views.aside, name="aside"),
    path("privately/<int:aside_id>/share/", views.share_aside, name="share_aside"),
    path("privately/<int:aside_id>/close/", views.close_aside, name="close_aside"),
]
