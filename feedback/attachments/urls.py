from django.urls import path

from feedback.attachments import views

urlpatterns = [
    path("talk/<uuid:post_id>/attach/", views.attach_to_post, name="attach_to_post"),
    path("we-said/<int:number>/attach/", views.attach_to_said, name="attach_to_said"),
    path("files/<uuid:file_id>/", views.attachment, name="attachment"),
    path("files/<uuid:file_id>/remove/", views.remove_attachment, name="remove_attachment"),
]
