"""Say what an item is about; put an entry or a topic on the agenda of a meeting ahead."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals, words
from coproduction.kit.access import NotYours
from feedback.permissions import FeedbackAbility
from feedback.subjects import forms, operations, queries
from feedback.subjects.models import Subject
from groups.agendas import operations as agendas
from groups.agendas import queries as agenda_queries
from groups.agendas.models import Item
from groups.membership.access import member_page
from groups.membership.models import Role

BOTH = ("GET", "POST")
BEGINS = 120  # characters of the words that begin the title


def _typed(request):
    return request.POST if request.method == "POST" else None


def _chosen(membership, choice: str) -> dict:
    """The row behind a choice of the form, as far as this person sees it."""
    kind, _, number = choice.partition("-")
    rows = {"topic": queries.Topic, "said": queries.Said}
    return {kind: get_object_or_404(rows[kind].objects.visible_to(membership), pk=number)} if number else {}


@member_page(FeedbackAbility.SAY_ABOUT, methods=BOTH)
def say_about(request, membership, meeting_id, item_id):
    item = get_object_or_404(
        Item.objects.visible_to(membership).select_related("meeting"), meeting_id=meeting_id, pk=item_id
    )
    if not queries.may_say(item, membership):
        raise NotYours(agendas.NotYourItem().sentence)
    there = Subject.objects.visible_to(membership).filter(item=item).select_related("topic", "said").first()
    back = reverse("agenda", kwargs={"slug": membership.group.slug, "meeting_id": meeting_id})
    form = forms.SayAbout(
        _typed(request), offered=queries.offered(membership, there), cancel_url=back,
        initial={"about": there.choice if there else ""},
    )  # fmt: skip

    def act(typed):
        operations.say(by=membership, now=clock.now(), item=item, **_chosen(membership, typed["about"]))

    if refusals.done(request, form, act):
        nothing = form.cleaned_data["about"] == ""
        said = "is about nothing special now." if nothing else "has beside it what it is about."
        messages.success(request, f"“{item.title}” {said}")
        return redirect(back)
    return render(request, "feedback/subjects/say_about.html", {"form": form, "item": item, "back": back})


def _put(request, membership, told, title, **about):
    """`told` is what the page says of it: its name, its address and the words of the way back."""
    meetings = {str(one.pk): one for one in queries.meetings_ahead(membership, clock.now())}
    whose = agenda_queries.may_suggest_for(membership) if membership.role == Role.SUPPORTER else []
    form = forms.PutOnAgenda(
        _typed(request), meetings=meetings.values(), whose=whose, cancel_url=told["back"], initial={"title": title}
    )
    made = []

    def act(typed):
        voice = typed.pop("whose", "")
        typed["whose"] = next((one for one in whose if str(one.pk) == voice), None)
        typed["meeting"] = meetings[typed["meeting"]]
        made.append(operations.put_on_agenda(by=membership, now=clock.now(), **typed, **about))

    if refusals.done(request, form, act):
        item = made[0]
        placed = "It is on the agenda." if item.accepted_at else "A facilitator will give it a place."
        messages.success(request, f"You suggested “{item.title}”. {placed}")
        return redirect(told["back"])
    return render(request, "feedback/subjects/put_on_agenda.html", told | {"form": form, "meetings": meetings})


@member_page(FeedbackAbility.PUT_ON_AGENDA, methods=BOTH)
def put_said_on_agenda(request, membership, number):
    said = get_object_or_404(queries.entries(membership).with_all(), number=number)
    # Guests read an agenda. What was not sent yet does not reach them as the title of an item.
    title = f"What we want to say: number {number}"
    if said.was_sent:
        title = words.shortened(said.words, BEGINS)
    told = {"said": said, "back": said.get_absolute_url(), "back_words": f"Number {number}"}
    return _put(request, membership, told, title, said=said)


@member_page(FeedbackAbility.PUT_ON_AGENDA, methods=BOTH)
def put_topic_on_agenda(request, membership, topic_id):
    topic = get_object_or_404(queries.topics(membership), pk=topic_id)
    back = reverse("topic", kwargs={"slug": membership.group.slug, "topic_id": topic.pk})
    return _put(request, membership, {"topic": topic, "back": back, "back_words": topic.name}, topic.name, topic=topic)
