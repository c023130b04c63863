"""Every address begins here: pages that need both apps, then the rooms, then signing in."""

from django.urls import include, path

urlpatterns = [
    path("", include("coproduction.pages.urls")),
    path("", include("groups.urls")),
    path("", include("feedback.urls")),
    path("", include("coproduction.signin_urls")),
]
handler403 = "coproduction.pages.errors.not_yours"
handler404 = "coproduction.pages.errors.not_found"
handler500 = "coproduction.pages.errors.broken"
