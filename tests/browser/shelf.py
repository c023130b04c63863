"""Every part of the look on one shelf, for the browser tests: no page of the product shows them all."""

from pathlib import Path
from types import SimpleNamespace as Thing

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from coproduction.kit.access import open_page
from coproduction.kit.charts import Box, bars, strip
from coproduction.kit.forms import helper
from coproduction.kit.paging import Page
from coproduction.kit.widgets import Checkboxes, Day, Radios, TimeOfDay

SHELF = (Path(__file__).parent / "shelf.html").read_text()
FORM = """{% extends "base.html" %}{% load crispy_forms_tags %}{% block title %}Plan{% endblock %}
{% block column %}<h1 class="nhsuk-heading-l">Plan</h1>{% crispy form %}{% endblock %}"""
STATES = "draft agreeing sent heard waiting we_will doing claimed did answered partly not_now cannot late no cancelled"


class Plan(forms.Form):
    title = forms.CharField(label="What is it about?", help_text="A few words", max_length=80)
    day = Day(label="Which day?", help_text="For example 8 12 2026")
    starts = TimeOfDay(label="When does it start?")
    kind = forms.ChoiceField(
        label="How?", choices=[("A", "In person"), ("B", "Online")], widget=Radios(hints={"B": "By link"})
    )
    needs = forms.MultipleChoiceField(label="Needs", choices=[("A", "Large print")], widget=Checkboxes, required=False)
    tell = forms.BooleanField(label="Tell the group", required=False, help_text="One letter")
    topic = forms.ChoiceField(label="Topic", choices=[("", "Choose one"), ("1", "Planning")])
    secret = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))
    file = forms.FileField(label="Your file", required=False)
    words = forms.CharField(label="What do you want to say?", widget=forms.Textarea, max_length=20)
    helper = helper("plan", "Plan it", cancel_url="/", second=("later", "Save for later"))


def drawn(request, source, **context):
    return HttpResponse(engines["django"].from_string(source).render(context, request))


@open_page()
def shelf(request):
    messages.success(request, "You answered. We told 14 people.")
    messages.warning(request, "This draft is still with the group.")
    return drawn(
        request,
        SHELF,
        words="Letters come after the appointment. I can’t prepare. Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        steps=[
            Thing(heading="We said it", words="Agreed by 9", when="Tuesday 20 October 2026"),
            Thing(heading="Decision", details=[("What matters", "being able to prepare")]),
            Thing(heading="Does that answer it?", words="Waiting for 7", waiting=True),
        ],
        states=STATES.split(),
        pairs=[Thing(key="Where", value="The Weir Centre\nor online", url="#"), Thing(key="When", value="2pm")],
        strip=strip(
            "Where we are",
            [
                Box("1", "Leaders", "Part of how we work", "full", "Moved on, 24 June 2026", "on", "Members: yes", "#one"),
                Box("2", "Reward", "Begun", "half", "Moved back, 24 June 2026", "back", "", "#two"),
                Box("3", "Early", "Not begun", "empty", "The same, 24 June 2026", "same", "", "#three"),
                Box("4", "Learning", "Nobody has said yet", "none", url="#four"),
            ],
            counted=[("on", "moved on")],
        ),
        chart=bars("Where things stand", [("We did", "did"), ("Doing", "doing")], [("Planning", [6, 2]), ("Choice", [0, 0])]),
        filters=[Thing(label="Still waiting", url="#", current=True, count=6), Thing(label="All", url="#", count=None)],
        search=Thing(label="Find words", value="", hidden=[("topic", "1")]),
        page=Page([], 2, True, ""),
    )  # fmt: skip


@open_page(methods=("GET", "POST"))
def plan(request):
    return drawn(request, FORM, form=Plan(request.POST or None, request.FILES or None))


@open_page()
def refused(request, code):
    return render(request, f"{code}.html", status=code)


urlpatterns = [
    path("", shelf),
    path("plan/", plan),
    path("error/<int:code>/", refused),
    path("", include("coproduction.urls")),
]
handler404 = "coproduction.pages.errors.not_found"
