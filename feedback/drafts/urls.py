from django.urls import path

from feedback.drafts import views

urlpatterns = [
    path("we-said/say-something/", views.say_something, name="say_something"),
    path("we-said/<int:number>/change/", views.revise, name="revise"),
    path("we-said/<int:number>/put-to-the-group/", views.put_to_group, name="put_to_group"),
    path("we-said/<int:number>/agree/", views.agree, name="agree"),
    path("we-said/<int:number>/take-back/", views.take_back, name="take_back"),
    path("we-said/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("we-said/<int:number>/send/", views.send, name="send"),
    path("we-said/<int:number>/correct/", views.correct, name="correct"),
]
