from django.urls import path

from feedback.shelves import views

urlpatterns = [path("we-said/", views.log, name="log")]
