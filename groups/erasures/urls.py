from django.urls import path

from groups.erasures import views

urlpatterns = [
    path("you/erase/", views.erase_me, name="erase_me"),
    path("you/erase/stay/", views.stay, name="stay"),
]
