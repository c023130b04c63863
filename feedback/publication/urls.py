from django.urls import path

from feedback.publication import views

urlpatterns = [path("public/<slug:slug>/", views.public_page, name="public_page")]
