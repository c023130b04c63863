"""Addresses of the pages that need both apps."""

from django.urls import path

from coproduction.pages import assurance, guides, health, home, operator, run, security

urlpatterns = [
    path("", home.home, name="home"),
    path("groups/<slug:slug>/", home.group_home, name="group_home"),
    path("groups/<slug:slug>/run/", run.run_group, name="run_group"),
    path("help/", guides.guides, name="help"),
    path("help/<slug:name>/", guides.guide, name="guide"),
    path("who-may-do-what/", guides.who_may, name="who_may"),
    path("how-we-keep-this-safe/", assurance.assurance, name="assurance"),
    path("how-we-keep-this-safe/<slug:name>/", assurance.assurance_page, name="assurance_page"),
    path("accessibility/", guides.accessibility, name="accessibility"),
    path("privacy/", guides.privacy, name="privacy"),
    path(".well-known/security.txt", security.security_txt, name="security_txt"),
    path("health/live", health.health_live, name="health_live"),
    path("health/ready", health.health_ready, name="health_ready"),
    path("figures/", health.figures, name="figures"),
    path("operator/", operator.operator, name="operator"),
    path("operator/letters/<int:letter_id>/again/", operator.try_letter_again, name="try_letter_again"),
]
