from django.urls import path

from feedback.subjects import views

urlpatterns = [
    path("meetings/<int:meeting_id>/agenda/<int:item_id>/about/", views.say_about, name="say_about"),
    path("we-said/<int:number>/agenda/", views.put_said_on_agenda, name="put_said_on_agenda"),
    path("topics/<int:topic_id>/agenda/", views.put_topic_on_agenda, name="put_topic_on_agenda"),
]
