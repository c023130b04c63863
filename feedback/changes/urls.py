from django.urls import path

from feedback.changes import views

urlpatterns = [
    path("public/<slug:slug>/changes/", views.public_changes, {"look": "page"}, name="public_changes"),
    path("public/<slug:slug>/changes/large/", views.public_changes, {"look": "large"}, name="public_changes_large"),
]
