"""The talk and its threads. What is said here goes the one way of everything said (`receipts.take`)."""

from secrets import token_hex

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from coproduction.kit.answers import of_one_length
from coproduction.kit.paging import page_of
from feedback.log.models import Said, Stage
from feedback.permissions import FeedbackAbility
from feedback.receipts import operations as receipts
from feedback.receipts import queries as receipts_queries
from feedback.talk import forms, queries
from feedback.topics.models import Topic
from feedback.voice import operations as voice
from feedback.voice.models import ShownAs
from groups.membership.access import member_page

BOTH = ("GET", "POST")


def _talk(membership):
    return reverse("talk", kwargs={"slug": membership.group.slug})


@member_page(FeedbackAbility.READ_TALK, methods=BOTH)
@pace.nameless
def talk(request, membership):
    """Everything the group talks about. What is begun here is about nothing in particular."""
    context = {"heading": "Talk", "all": True}
    if membership.facilitates:
        context["loose"] = queries.talk_of(membership).loose
    return _threads(request, membership, {}, {}, _talk(membership), context)


@member_page(FeedbackAbility.READ_TALK, methods=BOTH)
@pace.nameless
def topic_talk(request, membership, topic_id):
    topic = get_object_or_404(Topic.objects.visible_to(membership), pk=topic_id)
    here = reverse("topic_talk", kwargs={"slug": membership.group.slug, "topic_id": topic.pk})
    context = {"heading": f"Talk: {topic.name}", "about": topic.about, "closed": topic.closed_at is not None}
    return _threads(request, membership, {"topic": topic}, {"topic": topic}, here, context)


@member_page(FeedbackAbility.READ_TALK, methods=BOTH)
@pace.nameless
def said_talk(request, membership, number):
    """About one entry. A draft that only its author sees has no talk: nobody else could read what it is about."""
    said = get_object_or_404(Said.objects.visible_to(membership).with_all(), number=number)
    if said.shown_as == Said.ShownAs.NAME and said.stage in (Stage.DRAFT, Stage.WITHDRAWN):
        raise Http404
    here = reverse("said_talk", kwargs={"slug": membership.group.slug, "number": number})
    context = {"heading": f"Talk about number {number}", "said": said}
    return _threads(request, membership, {"said": said}, {"said": said}, here, context)


def _threads(request, membership, about, place, here, context):
    now = clock.now()
    page = page_of(request, queries.threads(membership, **about))
    may_say = membership.inside and not context.get("closed")
    return _say(
        request, membership, now, here, "feedback/talk/talk.html", place, may_say,
        context | {"page": page, "rows": lambda: queries.rows(page.rows, membership, about=not about)},
    )  # fmt: skip


@member_page(FeedbackAbility.READ_TALK, methods=BOTH)
@pace.nameless
def thread(request, membership, post_id):
    now = clock.now()
    post = get_object_or_404(queries.one(membership), pk=post_id, parent=None)
    page = page_of(request, queries.answers(membership, post))
    here = reverse("thread", kwargs={"slug": membership.group.slug, "post_id": post.pk})

    def rows():
        return queries.rows([post, *page.rows], membership)

    return _say(
        request, membership, now, here, "feedback/talk/thread.html", {"parent": post}, post.stands,
        {"page": page, "post": post, "rows": rows},
    )  # fmt: skip


def _say(request, membership, now, here, template, place, may_say, context):
    """The page with its form; or, once the form is taken, the one answer."""
    form, offer = None, None
    if may_say:
        offer = receipts_queries.offer(membership, now)
        levels = receipts_queries.levels(membership, offer, now) if membership.inside else ()
        form = forms.SayInTalk(request.POST or None, levels=levels, answers="parent" in place)
        taken = []
        if refusals.done(request, form, lambda typed: taken.append(_taken(membership, now, typed, place))):
            return of_one_length(_thanks(request, membership, taken[0], here, now))
    page = render(request, template, context | {"form": form, "offer": offer, "here": here})
    return of_one_length(page) if request.method == "POST" else page


def _taken(membership, now, typed, place):
    said = {name: value for name, value in typed.items() if name != "form_key"}
    shown_as = said.setdefault("shown_as", ShownAs.NAME)
    where = {name: str(thing.pk) for name, thing in place.items()}
    words = {"words": said["words"], "content_note": said["content_note"], **place}
    return receipts.take(
        by=membership, now=now, form_key=typed["form_key"] or token_hex(16),
        typed=receipts_queries.as_typed(said | where), shown_as=shown_as,
        named=lambda: voice.post(by=membership, now=now, shown_as=shown_as, **words), **words,
    )  # fmt: skip


def _thanks(request, membership, taken, here, now):
    context = {
        "taken": taken,
        "appears": receipts_queries.appears(membership.group, now),
        "back": (here, "Talk"),
        "read": (here, "Go back to the talk"),
        "told": "Your words stand in the talk now. Everyone in your group can read them.",
    }
    return render(request, "feedback/receipts/thank_you.html", context)
