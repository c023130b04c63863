"""Preparing a survey: which set, its questions, and throwing a draft away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.survey_drafts import forms, operations
from groups.surveys import queries as surveys
from groups.surveys.models import Kind, SideOf, Survey

BOTH = ("GET", "POST")


def _address(membership, name, **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _draft(membership, survey_id) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(membership).drafts(), pk=survey_id)


@member_page(GroupAbility.PREPARE_SURVEY, methods=BOTH)
def begin_survey(request, membership):
    """From a ready-made set, or with questions of one's own. `?kind=` chooses one beforehand."""
    made = []
    chosen = request.GET.get("kind", "")
    form = forms.BeginSurvey(
        request.POST if request.method == "POST" else None, initial={"kind": chosen if chosen in Kind.values else ""},
        cancel_url=_address(membership, "surveys"),
    )  # fmt: skip
    if refusals.done(
        request, form, lambda typed: made.append(operations.begin(by=membership, now=clock.now(), **typed))
    ):
        return redirect(_address(membership, "survey_draft", survey_id=made[0].pk))
    return render(request, "groups/survey_drafts/begin_survey.html", {"form": form})


@member_page(GroupAbility.PREPARE_SURVEY)
def survey_draft(request, membership, survey_id):
    """The questions as they will be asked, and how many people could answer."""
    found = _draft(membership, survey_id)
    numbers = [(side, surveys.could_answer(membership.group_id, side).count()) for side in SideOf]
    told = {
        "survey": found,
        "who": dict(forms.WHO),
        "sides": [(side.label, number) for side, number in numbers if found.asks(side)],
        "full": len(found.questions) >= Survey.MOST,
    }
    return render(request, "groups/survey_drafts/survey_draft.html", told)


@member_page(GroupAbility.PREPARE_SURVEY, methods=BOTH)
def add_question(request, membership, survey_id):
    return _write(request, membership, _draft(membership, survey_id), None, {})


@member_page(GroupAbility.PREPARE_SURVEY, methods=BOTH)
def change_question(request, membership, survey_id, place):
    found = _draft(membership, survey_id)
    if place >= len(found.questions):
        raise Http404
    one = found.questions[place]
    initial = {"question": one["words"], "easy": one["easy"], "answers": "\n".join(one["answers"]), "who": one["who"]}
    return _write(request, membership, found, place, initial)


def _write(request, membership, found, place, initial):
    back = _address(membership, "survey_draft", survey_id=found.pk)
    form = forms.WriteQuestion(
        request.POST if request.method == "POST" else None, initial=initial or None, cancel_url=back
    )
    if refusals.done(
        request,
        form,
        lambda typed: operations.write_question(by=membership, survey=found, place=place, **form.given()),
    ):
        messages.success(request, "You kept the question.")
        return redirect(back)
    return render(request, "groups/survey_drafts/write_question.html", {"survey": found, "form": form, "place": place})


@member_page(GroupAbility.PREPARE_SURVEY, methods=("POST",))
def take_question_out(request, membership, survey_id, place):
    found = _draft(membership, survey_id)
    refusals.at_once(
        request,
        lambda: operations.take_question_out(by=membership, survey=found, place=place),
        "You took the question out.",
    )
    return redirect(_address(membership, "survey_draft", survey_id=found.pk))


@member_page(GroupAbility.PREPARE_SURVEY, methods=("POST",))
def throw_survey_away(request, membership, survey_id):
    found = _draft(membership, survey_id)
    refusals.at_once(
        request,
        lambda: operations.throw_away(by=membership, survey=found),
        "You threw the draft away. Nobody was asked.",
    )
    return redirect(_address(membership, "surveys"))
