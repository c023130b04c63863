from django.urls import path

from feedback.looking_back import views

urlpatterns = [
    path("periods/<str:period>/", views.period, {"look": "page"}, name="period"),
    path("periods/<str:period>/large/", views.period, {"look": "large"}, name="period_large"),
]
