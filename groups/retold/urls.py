from django.urls import path

from groups.retold import views

urlpatterns = [path("told-again/", views.retold, name="retold")]
