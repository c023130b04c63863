"""The forms of the checklist: note what is there, ask to go without, say yes or no, and one's own view in one tap."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.checklists import forms, operations
from feedback.checklists.models import MEANS, NOTED, Part, Provision, Waiver
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Topic
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _topic(membership, topic_id):
    return get_object_or_404(Topic.objects.visible_to(membership), pk=topic_id)


def _page(membership, topic):
    return f"{reverse('topic', args=[membership.group.slug, topic.pk])}#checklist"


def _part(part, parts=NOTED):
    """The part named in the address, as our words name it: `briefing`."""
    found = {one.value.lower(): one for one in parts}.get(part)
    if found is None:
        raise Http404
    return found


def _ask(request, membership, topic, form, template, act, done, **context):
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, done)
        return redirect(_page(membership, topic))
    context |= {"form": form, "topic": topic, "back": _page(membership, topic)}
    return render(request, f"feedback/checklists/{template}.html", context)


@member_page(FeedbackAbility.NOTE_CHECKLIST, methods=BOTH)
def note_there(request, membership, topic_id, part):
    now, topic, part = clock.now(), _topic(membership, topic_id), _part(part)
    kept = Provision.objects.visible_to(membership).filter(topic=topic, part=part).first()
    initial = {field: getattr(kept, field) for field in ("note", "link", "owner", "done_on")} if kept else {}
    form = forms.NoteThere(request.POST or None, initial=initial, cancel_url=_page(membership, topic))
    act = partial(operations.note_there, by=membership, now=now, topic=topic, part=part)
    done = "You noted what is there. Members say for themselves if it was really there for them."
    return _ask(request, membership, topic, form, "note_there", act, done, part=part.label, means=MEANS[part])


@member_page(FeedbackAbility.ASK_GO_WITHOUT, methods=BOTH)
def ask_go_without(request, membership, topic_id, part):
    now, topic, part = clock.now(), _topic(membership, topic_id), _part(part)
    form = forms.AskToGoWithout(request.POST or None, cancel_url=_page(membership, topic))
    act = partial(operations.ask_to_go_without, by=membership, now=now, topic=topic, part=part)
    done = "You asked the group. Every member is asked to say yes or no. It needs more than half of them."
    return _ask(request, membership, topic, form, "ask_go_without", act, done, part=part.label, means=MEANS[part])


@member_page(FeedbackAbility.SAY_GO_WITHOUT, methods=BOTH)
def vote_go_without(request, membership, topic_id, waiver_id):
    now, topic = clock.now(), _topic(membership, topic_id)
    waiver = get_object_or_404(Waiver.objects.visible_to(membership).filter(topic=topic), pk=waiver_id)
    if waiver.outcome:
        messages.info(request, "The group has decided this already. Here is where it stands now.")
        return redirect(_page(membership, topic))
    form = forms.VoteGoWithout(request.POST or None, cancel_url=_page(membership, topic))

    def act(agrees):
        operations.vote_go_without(by=membership, now=now, waiver=waiver, agrees=agrees == "yes")

    done = "Thank you. Your answer counts. You can change it until it is decided."
    return _ask(request, membership, topic, form, "vote_go_without", act, done, waiver=waiver)


@member_page(FeedbackAbility.SAY_IF_THERE, methods=("POST",))
def say_if_there(request, membership, topic_id, part):
    topic, part = _topic(membership, topic_id), _part(part, Part)
    really = request.POST.get("really")
    if really not in ("yes", "no"):
        messages.error(request, "Choose yes or not really.")
        return redirect(_page(membership, topic))
    operations.say_if_really_there(by=membership, now=clock.now(), topic=topic, part=part, really=really == "yes")
    messages.success(request, "Thank you. Nobody sees your answer by itself. You can change it.")
    return redirect(_page(membership, topic))
