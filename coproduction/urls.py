"""Every address begins here: pages that need both apps, then the rooms, then signing in."""

from coproduction.kit.addresses import rooms

urlpatterns = rooms("coproduction.pages.urls", "groups.urls", "feedback.urls", "coproduction.signin_urls")
handler403 = "coproduction.pages.errors.not_yours"
handler404 = "coproduction.pages.errors.not_found"
handler500 = "coproduction.pages.errors.broken"
