"""The page for whoever holds a code. It asks the same of everyone, answers with one page, and leaves no trace of who came."""

from django.shortcuts import render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from coproduction.kit.answers import of_one_length
from feedback.permissions import FeedbackAbility
from feedback.receipts import forms, operations, queries
from groups.membership.access import member_page


@member_page(FeedbackAbility.WITHDRAW_UNNAMED, methods=("GET", "POST"))
@pace.nameless
def receipt(request, membership):
    now, talk = clock.now(), reverse("talk", kwargs={"slug": membership.group.slug})
    form = forms.Code(request.POST or None, cancel_url=talk)

    def act(typed):
        if typed["deed"] == forms.TAKE_BACK:
            operations.take_back(by=membership, now=now, code=typed["code"])
        else:
            operations.go_on(by=membership, now=now, code=typed["code"], words=typed["words"])

    if refusals.done(request, form, act):
        context = {"back": talk, "appears": queries.appears(membership.group, now), "deed": form.cleaned_data["deed"]}
        return of_one_length(render(request, "feedback/receipts/receipt_used.html", context))
    page = render(request, "feedback/receipts/receipt.html", {"form": form, "back": talk})
    return of_one_length(page) if request.method == "POST" else page
