"""Pages of meetings that repeat."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, words
from coproduction.kit.access import NotYours
from groups.meetings import queries as meetings
from groups.meetings.models import Meeting
from groups.meetings.operations import NotTheirs
from groups.membership.access import member_page
from groups.membership.models import THE_GROUP, Membership
from groups.membership.queries import supported_members
from groups.permissions import GroupAbility
from groups.series import forms, operations, queries
from groups.series.models import Series

BOTH = ("GET", "POST")


def _address(membership, series_id) -> str:
    return reverse("series", kwargs={"slug": membership.group.slug, "series_id": series_id})


def _one_of(membership, series_id, meeting_id) -> Meeting:
    """A meeting of this series that this person may see."""
    series = get_object_or_404(Series.objects.visible_to(membership), pk=series_id)
    meeting = get_object_or_404(Meeting.objects.visible_to(membership).filter(series=series), pk=meeting_id)
    meeting.group, meeting.series = membership.group, series
    return meeting


@member_page(GroupAbility.SEE_SERIES)
def series(request, membership, series_id):
    now = clock.now()
    found = get_object_or_404(Series.objects.visible_to(membership), pk=series_id)
    rows = list(queries.meetings_of(found, membership))
    told = {
        "series": found,
        "how_often": queries.rhythm_in_words(found.rhythm, found.first_on),
        "ahead": [one for one in rows if not one.over(now)],
        "behind": [one for one in rows if one.over(now)],
        "plans": GroupAbility.PLAN_SERIES.opens_for(membership.role),
        "helped": supported_members(membership),
        "now": now,
    }
    return render(request, "groups/series/series.html", told)


@member_page(GroupAbility.REPLY, methods=BOTH)
def reply_to_series(request, membership, series_id):
    """One answer for all that are to come. Guests answer meeting by meeting: they do not see the series."""
    return _reply(request, membership, series_id, membership)


@member_page(GroupAbility.REPLY_FOR_SOMEONE, methods=BOTH)
def reply_to_series_for(request, membership, series_id, membership_id):
    here = Membership.objects.visible_to(membership).filter(role__in=THE_GROUP)
    whose = get_object_or_404(here.select_related("person"), pk=membership_id)
    if not meetings.may_reply_for(membership, whose):
        raise NotYours(NotTheirs().sentence)
    return _reply(request, membership, series_id, whose, name=whose.person.name)


def _reply(request, membership, series_id, whose, name=""):
    now = clock.now()
    found = get_object_or_404(Series.objects.visible_to(membership), pk=series_id)
    found.group = membership.group
    back = _address(membership, series_id)
    rows = list(queries.stand(found, now))
    form = forms.ReplyToAll(
        request.POST or None, hybrid=any(one.how == Meeting.How.HYBRID for one in rows), cancel_url=back, name=name,
        keeps_needs=whose.person.may_keep_needs, initial={"needs": meetings.usual_needs(whose.person)},
    )  # fmt: skip
    full = []

    def reply(typed):
        full.extend(operations.reply(series=found, by=membership, whose=whose, now=now, **typed))

    if refusals.done(request, form, reply):
        for one in full:
            messages.error(request, f"The room is full on {one.day}, so nothing is said for that day.")
        messages.success(request, f"You replied for {name}. We are telling them." if name else "We noted your reply.")
        return redirect(back)
    told = {"form": form, "series": found, "name": name, "rows": rows, "person": whose.person}
    return render(request, "groups/series/reply_to_series.html", told)


@member_page(GroupAbility.PLAN_SERIES, methods=BOTH)
def plan_series(request, membership):
    """The first press shows the days. Only days that were shown are planned; what was changed meanwhile is shown again."""
    back = reverse("meetings", kwargs={"slug": membership.group.slug})
    form, days = forms.Plan(request.POST or None, cancel_url=back), None
    if form.is_valid():
        asked = form.series()
        days = queries.days_of(asked["rhythm"], asked["first_on"], asked["last_on"], membership.group.nation)
        planned = _plan(form, membership, asked, days)
        if planned:
            count = words.count_of(len(days.days), "meeting")
            messages.success(request, f"You planned “{planned}”: {count}. We are telling the group in one letter.")
            return redirect(_address(membership, planned.pk))
        if not form.errors:
            form.has_shown(days)
    told = {"form": form, "days": None if form.errors else days, "back": back}
    if days:
        told["how_often"] = queries.rhythm_in_words(asked["rhythm"], asked["first_on"])
    return render(request, "groups/series/plan_series.html", told)


def _plan(form, membership, asked, days):
    """Plans days that were shown. Others are only looked at: can they be planned?"""
    now = clock.now()
    try:
        if form.cleaned_data["seen"] == days.seen:
            return operations.plan(by=membership, now=now, **asked)
        operations.check(days, asked["starts"], membership.group.zone, now)
    except refusals.Refusal as refusal:
        refusals.show(form, refusal)
    return None


@member_page(GroupAbility.PLAN_SERIES, methods=BOTH)
def change_series(request, membership, series_id, meeting_id):
    now, meeting = clock.now(), _one_of(membership, series_id, meeting_id)
    back = _address(membership, series_id)
    form = forms.ChangeFromHere(request.POST or None, meeting=meeting, cancel_url=back)

    def change(typed):
        operations.change_from_here(meeting=meeting, by=membership, now=now, **typed)

    if refusals.done(request, form, change):
        messages.success(request, "You changed the meetings from here on. We are telling everyone in one letter.")
        return redirect(back)
    told = {"form": form, "meeting": meeting, "rows": list(queries.from_here(meeting, now))}
    return render(request, "groups/series/change_series.html", told)


@member_page(GroupAbility.PLAN_SERIES, methods=BOTH)
def end_series(request, membership, series_id, meeting_id):
    now, meeting = clock.now(), _one_of(membership, series_id, meeting_id)
    back = _address(membership, series_id)
    form = forms.EndFromHere(request.POST or None, cancel_url=back)

    def end(typed):
        operations.end_from_here(meeting=meeting, by=membership, now=now, **typed)

    if refusals.done(request, form, end):
        messages.success(request, "You ended the series. We are telling everyone in one letter, with your reason.")
        return redirect(back)
    told = {"form": form, "meeting": meeting, "rows": list(queries.from_here(meeting, now))}
    return render(request, "groups/series/end_series.html", told)
