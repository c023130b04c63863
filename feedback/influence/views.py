from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.influence import forms, operations, queries
from feedback.permissions import FeedbackAbility
from feedback.topics.models import Topic
from groups.membership.access import member_page


@member_page(FeedbackAbility.JUDGE_INFLUENCE, methods=("GET", "POST"))
def judge_influence(request, membership, topic_id):
    topic = get_object_or_404(Topic.objects.visible_to(membership), pk=topic_id)
    now, back = clock.now(), reverse("topic", args=[membership.group.slug, topic.pk])
    judging = queries.last_judging(topic, membership)
    if judging is None or judging.closed_at:
        messages.info(request, "Members are not being asked about this now. Here is where it stands.")
        return redirect(back)
    form = forms.Judge(
        request.POST or None, initial={"level": queries.my_judgement(judging, membership)}, cancel_url=back
    )
    act = partial(operations.judge, by=membership, now=now, topic=topic)
    if refusals.done(request, form, lambda typed: act(**typed)):
        messages.success(request, "Thank you. Nobody sees your answer by itself. You can change it until the last day.")
        return redirect(back)
    return render(
        request, "feedback/influence/judge_influence.html",
        {"form": form, "topic": topic, "judging": judging, "back": back},
    )  # fmt: skip
