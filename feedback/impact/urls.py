from django.urls import path

from feedback.impact import views

urlpatterns = [
    path("noticed/<str:token>/", views.noticed_by_letter, name="noticed_by_letter"),
    path("groups/<slug:slug>/we-said/<int:number>/noticed/", views.noticed, name="noticed"),
    path("groups/<slug:slug>/we-said/<int:number>/nobody-noticed/", views.nobody_noticed, name="nobody_noticed"),
]
