from django.urls import path

from feedback.log import views

urlpatterns = [
    path("we-said/<int:number>/publish/", views.publish, name="publish"),
    path("we-said/<int:number>/unpublish/", views.unpublish, name="unpublish"),
]
