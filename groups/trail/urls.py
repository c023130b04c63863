"""`below_a_group` stands below a group's address; the other is for whoever keeps the site running."""

from django.urls import path

from groups.trail import views

urlpatterns = [
    path(
        "organisations/<int:organisation_id>/groups/<int:group_id>/history/",
        views.office_history,
        name="office_history",
    ),
]
below_a_group = [path("history/", views.history, name="history")]
