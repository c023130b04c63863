from django.urls import path

from feedback.publication import views

LOOKS = (("", "page"), ("large/", "large"), ("plain/", "plain"))


def in_every_look(route, view, name):
    """On screen and on A4, in large print, and plainly."""
    return [
        path(f"{route}{end}", view, {"look": look}, name=name if look == "page" else f"{name}_{look}")
        for end, look in LOOKS
    ]


urlpatterns = [
    *in_every_look("public/<slug:slug>/", views.public_page, "public_page"),
    *in_every_look("public/<slug:slug>/topics/<int:topic_id>/", views.public_topic, "public_topic"),
    path("public/<slug:slug>/notes/<int:meeting_id>/", views.public_notes, name="public_notes"),
    path("public/<slug:slug>/data/", views.public_data, name="public_data"),
    path("public/<slug:slug>/data/published/", views.public_data_entries, name="public_data_entries"),
    path("public/<slug:slug>/data/quarters/", views.public_data_figures, name="public_data_figures"),
    path("public/<slug:slug>/data/meanings/", views.public_data_meanings, name="public_data_meanings"),
]
