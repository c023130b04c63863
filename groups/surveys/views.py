"""All surveys of a group; answering one, signed in, by the link of a letter, or by phone."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals, when
from coproduction.kit.access import token_page
from groups.membership.access import member_page
from groups.permissions import GroupAbility
from groups.surveys import forms, operations, queries
from groups.surveys.models import Survey

BOTH = ("GET", "POST")


def _address(membership, name, **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _typed(request):
    return request.POST if request.method == "POST" else None


def _plain(request) -> bool:
    """Whether the reader asked for the short sentences. Stands in the address, so that it stays when the form comes back."""
    return request.GET.get("words") == "short"


def _survey(membership, survey_id) -> Survey:
    found = get_object_or_404(Survey.objects.visible_to(membership).opened(), pk=survey_id)
    found.group = membership.group
    return found


@member_page(GroupAbility.SEE_SURVEY_RESULTS)
def surveys(request, membership):
    """What is open, what was asked before, and for who prepares them the ready-made sets."""
    told = {"page": queries.page(membership, clock.now()), "prepares": membership.may(GroupAbility.PREPARE_SURVEY)}
    return render(request, "groups/surveys/surveys.html", told)


@member_page(GroupAbility.ANSWER_SURVEY, methods=BOTH)
@pace.nameless
def answer_survey(request, membership, survey_id):
    """The questions while the survey is open; else why there are none."""
    now, found = clock.now(), _survey(membership, survey_id)
    mine, plain = queries.for_person(found, membership, now), _plain(request)
    cancel = _address(membership, "group_home")
    form = forms.AnswerSurvey(_typed(request), survey=found, side=mine.side, plain=plain, cancel_url=cancel)

    def act(typed):
        operations.answer(by=membership, survey=found, answers=form.answers(), line=typed["line"], now=now)

    if refusals.done(request, form, act):
        messages.success(request, "We counted your answers. Thank you.")
        return redirect(_address(membership, "answer_survey", survey_id=found.pk))
    until = when.moment(membership.group.local(found.closes_at))
    told = {"survey": found, "mine": mine, "form": form, "plain": plain, "until": until}
    return render(request, "groups/surveys/answer_survey.html", told)


@token_page(GroupAbility.ANSWER_SURVEY_BY_LETTER)
def answer_by_letter(request, token):
    """The same, from the letter. Looking at the page changes nothing: only the button does."""
    now, plain = clock.now(), _plain(request)
    found = queries.by_letter(token, now)
    if found is None:
        raise Http404
    asked = found.asked
    if asked is None:
        return render(request, "groups/surveys/answer_by_letter.html", {"closed": True})
    survey = asked.half.survey
    form = forms.AnswerSurvey(_typed(request), survey=survey, side=asked.half.side, plain=plain)

    def act(typed):
        operations.answer_by_letter(asked=asked, answers=form.answers(), line=typed["line"], now=now)

    kept = refusals.done(request, form, act)
    told = {
        "survey": survey, "form": form, "plain": plain, "kept": kept, "has_answered": asked.has_answered,
        "until": when.moment(survey.group.local(survey.closes_at)), "place": survey.group, "side": asked.half.side,
    }  # fmt: skip
    return render(request, "groups/surveys/answer_by_letter.html", told)


@member_page(GroupAbility.PREPARE_SURVEY, methods=("POST",))
def open_survey(request, membership, survey_id):
    found = get_object_or_404(Survey.objects.visible_to(membership), pk=survey_id)
    opened = []
    refusals.at_once(
        request,
        lambda: opened.append(operations.open_survey(by=membership, survey=found, now=clock.now())),
        "The survey is open. We are writing to everyone who is asked.",
    )
    page = "survey" if opened or found.opened_at else "survey_draft"
    return redirect(_address(membership, page, survey_id=found.pk))


@member_page(GroupAbility.ANSWER_SURVEY_FOR_SOMEONE)
def survey_by_phone(request, membership, survey_id):
    """Everyone who is asked, whether or not they have answered: the list tells nothing."""
    now, found = clock.now(), _survey(membership, survey_id)
    people = queries.everyone_asked(found) if not found.closed_at and found.closes_at > now else []
    return render(request, "groups/surveys/survey_by_phone.html", {"survey": found, "people": people})


@member_page(GroupAbility.ANSWER_SURVEY_FOR_SOMEONE, methods=BOTH)
def answer_by_phone(request, membership, survey_id, membership_id):
    """A facilitator reads the questions out and writes down the answers."""
    now, found = clock.now(), _survey(membership, survey_id)
    asked = next((one for one in queries.everyone_asked(found) if one.membership_id == membership_id), None)
    if asked is None:
        raise Http404
    back = _address(membership, "survey_by_phone", survey_id=found.pk)
    form = forms.AnswerByPhone(
        _typed(request), survey=found, side=asked.half.side, plain=_plain(request), cancel_url=back
    )

    def act(typed):
        operations.answer_by_phone(
            by=membership, survey=found, member=asked.membership, answers=form.answers(), line=typed["line"], now=now
        )

    if refusals.done(request, form, act):
        messages.success(request, "We counted the answers, and write to them that this was done.")
        return redirect(back)
    told = {"survey": found, "form": form, "name": asked.membership.person.name, "plain": _plain(request)}
    return render(request, "groups/surveys/answer_by_phone.html", told)
