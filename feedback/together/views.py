"""Choosing several that wait, then answering them in one go. Choices stay in the address, so that nothing needs a script."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, paging, refusals, words
from feedback.log import queries as log
from feedback.permissions import FeedbackAbility
from feedback.together import forms, operations, queries
from feedback.topics.models import Topic
from groups.membership.access import member_page


@member_page(FeedbackAbility.ANSWER)
@pace.search
def answer_many(request, membership):
    """The list to choose from. What is ticked stays ticked when one searches or turns the page."""
    now, given = clock.now(), request.GET
    numbers = queries.numbers_of(given.getlist("number"))
    if "go" in given and len(numbers) > 1:
        address = reverse("answer_together", kwargs={"slug": membership.group.slug})
        return redirect(f"{address}?{urlencode([('number', one) for one in numbers])}")
    topic = given.get("topic", "")
    topic = topic if topic.isdecimal() and len(topic) < 10 else ""
    text = words.one_line(given.get("q", ""))[:200]
    rows = queries.waiting(membership, topic=topic, text=text).exclude(number__in=numbers)
    page = paging.page_of(request, rows)
    context = {
        "page": page, "topic": topic, "text": text, "too_few": "go" in given,
        "rows": [(said, log.standing(said, now)) for said in page.rows],
        "chosen": queries.chosen(membership, numbers) if numbers else [],
        "topics": Topic.objects.visible_to(membership).order_by("name"),
    }  # fmt: skip
    return render(request, "feedback/together/answer_many.html", context)


@member_page(FeedbackAbility.ANSWER, methods=("GET", "POST"))
def answer_together(request, membership):
    """One answer for those chosen. Whatever somebody else does meanwhile, nothing typed here is lost."""
    now, numbers = clock.now(), queries.numbers_of(request.GET.getlist("number"))
    entries = queries.chosen(membership, numbers) if numbers else []
    choose = reverse("answer_many", kwargs={"slug": membership.group.slug})
    back = f"{choose}?{urlencode([('number', said.number) for said in entries])}"
    if len(entries) < 2:
        messages.info(request, operations.ChooseSome().sentence)
        return redirect(choose)
    form = forms.AnswerTogether(request.POST or None, entries=entries, cancel_url=back)
    made = []

    def act(typed):
        made.append(operations.answer_together(by=membership, now=now, **typed))

    if refusals.done(request, form, act):
        number = made[0].decisions.count()
        messages.success(request, f"You answered {number} at once. Each is told about their own words.")
        return redirect("log", slug=membership.group.slug)
    moved = [said for said in entries if said.stage not in queries.WAITING]
    context = {"form": form, "entries": entries, "moved": moved, "back_url": back}
    return render(request, "feedback/together/answer_together.html", context)
