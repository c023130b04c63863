"""The group's words, explained."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from coproduction.kit import clock, pace, refusals
from coproduction.kit.access import NotYours
from coproduction.kit.paging import page_of
from groups.glossary import forms, operations, queries
from groups.glossary.models import Explained
from groups.membership.access import member_page
from groups.papers.models import Paper
from groups.permissions import GroupAbility

BOTH = ("GET", "POST")


def _address(membership, name="glossary", **rest) -> str:
    return reverse(name, kwargs={"slug": membership.group.slug, **rest})


def _typed(request):
    return request.POST if request.method == "POST" else None


@member_page(GroupAbility.USE_GLOSSARY)
def glossary(request, membership):
    """What waits for an explanation first, then all words from A to Z."""
    rows = Explained.objects.visible_to(membership).select_related("paper")
    told = {
        "unclear": [(one, queries.may_explain(one, membership)) for one in rows.unclear().in_order()[:50]],
        "page": page_of(request, rows.explained().in_order()),
        "explains": membership.inside,
    }
    return render(request, "groups/glossary/glossary.html", told)


@member_page(GroupAbility.USE_GLOSSARY, methods=BOTH)
@pace.nameless
def ask_about_word(request, membership):
    return _ask(request, membership, None, _address(membership))


@member_page(GroupAbility.USE_GLOSSARY, methods=BOTH)
@pace.nameless
def ask_about_word_in_paper(request, membership, paper_id):
    paper = get_object_or_404(Paper.objects.visible_to(membership).there().filter(pk=paper_id))
    return _ask(request, membership, paper, _address(membership, "paper", paper_id=paper.pk))


def _ask(request, membership, paper, back):
    form = forms.AskAboutWord(_typed(request), cancel_url=back)

    def act(typed):
        made = operations.ask(by=membership, now=clock.now(), paper=paper, **typed)
        messages.success(
            request, f"Thank you. We are asking what “{made.word}” means. The answer will be in the glossary."
        )

    if refusals.done(request, form, act):
        return redirect(back)
    return render(request, "groups/glossary/ask_about_word.html", {"form": form, "paper": paper, "back": back})


@member_page(GroupAbility.USE_GLOSSARY, methods=BOTH)
def explain_word(request, membership, word_id):
    word = get_object_or_404(Explained.objects.visible_to(membership).select_related("paper").filter(pk=word_id))
    if not queries.may_explain(word, membership):
        raise NotYours(operations.NotForYou().sentence)
    back = _address(membership)
    form = forms.ExplainWord(_typed(request), initial={"meaning": word.meaning}, cancel_url=back)
    if refusals.done(
        request, form, lambda typed: operations.explain(by=membership, now=clock.now(), word=word, **typed)
    ):
        messages.success(
            request,
            f"Thank you. “{word.word}” is explained now, wherever it stands in our papers, agendas, notes and answers.",
        )
        return redirect(back)
    return render(request, "groups/glossary/explain_word.html", {"form": form, "word": word, "back": back})
