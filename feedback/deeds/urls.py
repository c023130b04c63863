from django.urls import path

from feedback.deeds import views

urlpatterns = [
    path("we-said/<int:number>/take-on/", views.take_on, name="take_on"),
    path("we-said/<int:number>/actions/<int:deed_id>/move/", views.move_date, name="move_date"),
    path("we-said/<int:number>/actions/<int:deed_id>/finish/", views.finish_deed, name="finish_deed"),
    path("we-said/<int:number>/done/", views.claim, name="claim"),
    path("we-said/<int:number>/check/", views.check, name="check"),
    path("we-said/<int:number>/does-that-answer-it/", views.verdict, name="verdict"),
]
