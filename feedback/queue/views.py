"""The list and its questions, on one page. After an answer the next thing is there; what was typed is never lost."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse

from coproduction.kit import clock, refusals
from feedback.answers import operations as answers
from feedback.challenges import operations as challenges
from feedback.handovers import operations as handovers
from feedback.permissions import FeedbackAbility
from feedback.queue import forms, queries
from groups.membership.access import across_page

DONE = {
    "hear": "You heard it. We are telling those whose words began it.",
    "decide": "You gave the answer. We are telling those whose words began it.",
    "give_reason": "You gave the reason again. We are telling those whose words began it.",
    "look_again": "You looked again, and the answer stays. We are telling those whose words began it.",
    "change_answer": "You gave a new answer. The first one stays in the record.",
    "hand_over": "You asked them. They get a letter, and the reminders.",
}
ABOUT_THE_ENTRY = {"hear": answers.hear, "decide": answers.decide}
ABOUT_THE_CHALLENGE = {
    "give_reason": challenges.give_reason,
    "look_again": challenges.keep_answer,
    "change_answer": challenges.change_answer,
}


@across_page(FeedbackAbility.SEE_QUEUE, methods=("GET", "POST"))
def queue(request, memberships):
    now, wanted = clock.now(), request.GET.get("item", "")
    page, today = queries.page(memberships, now, wanted), now.date()
    item, deed = _meant(request, page)
    typed, all_of_it = None, _all_of_it(request, page, deed, memberships)
    if request.method == "POST" and deed == "hand_over_all" and all_of_it:
        if refusals.done(request, all_of_it, lambda given: _hand_over_all(request, memberships, given["to"], now)):
            return redirect("queue")
    elif request.method == "POST" and item:
        form = forms.form_of(item, deed, page, today, request.POST, _back(request))
        if refusals.done(request, form, lambda given: _act(item, deed, now)(**given)):
            messages.success(request, DONE[deed])
            return redirect(_after(request, item))
        typed = (deed, form)
    elif request.method == "GET" and wanted and all(one.key != wanted for one in page.items):
        messages.info(request, "That does not wait for you any more.")
    lost = _typed_in_vain(request) if request.method == "POST" and not item and deed != "hand_over_all" else []
    context = {
        "page": page, "rows": _rows(request, page, today, item, typed), "lost": lost, "all_of_it": all_of_it,
        "several": len(memberships) > 1, "unfold_all": deed == "hand_over_all",
        "form": typed[1] if typed else all_of_it,  # an error is said in the title
        "came_from": _came_from(request, page),
    }  # fmt: skip
    return render(request, "feedback/queue/queue.html", context)


def _rows(request, page, today, item, typed):
    """Each thing with its questions. The one somebody came for is open, or else the next after an answer."""
    wanted, next_one = request.GET.get("item", ""), "next" in request.GET
    rows = []
    for number, one in enumerate(page.items):
        came_for = one.key == wanted
        unfold = request.method == "GET" and (came_for or (next_one and not number))
        given = {"typed": typed if one is item else None, "unfold": unfold, "back": _back(request) if came_for else ""}
        rows.append((one, forms.asked_for(one, page, today, **given)))
    return rows


def _back(request) -> str:
    """Which home page somebody came from: of the group, or of all their groups."""
    return request.GET["back"] if request.GET.get("back") in ("group", "all") else ""


def _came_from(request, page) -> str:
    """The way back, for whoever came for one thing and does not want to answer it now."""
    came_for = next((one for one in page.items if one.key == request.GET.get("item")), None)
    return _after(request, came_for) if came_for and _back(request) else ""


def _after(request, item) -> str:
    back = _back(request)
    if back == "group":
        return reverse("group_home", args=[item.said.group.slug])
    return reverse("home") if back else f"{reverse('queue')}?next=1#first"


def _meant(request, page):
    """Which thing and which deed the address names; no thing if it does not wait for this person any more."""
    key, deed = request.GET.get("item", ""), request.GET.get("deed", "")
    item = next((one for one in page.items if one.key == key), None)
    known = {name for name, _ in forms.DEEDS[item.owed]} | {"hand_over"} if item else set()
    return (item, deed) if deed in known else (None, deed)


def _act(item, deed, now):
    about = {"by": item.mine, "now": now}
    if deed == "hand_over":
        return partial(handovers.hand_over, said=item.said, owed=item.owed, **about)
    if deed in ABOUT_THE_ENTRY:
        return partial(ABOUT_THE_ENTRY[deed], said=item.said, **about)
    return partial(ABOUT_THE_CHALLENGE[deed], challenge=item.challenge, **about)


def _all_of_it(request, page, deed, memberships):
    """The question for all of one group at once; none where there is nobody to ask or only one thing."""
    several = [one for one in memberships if page.together[one.group_id] > 1]
    people = [person for mine in several for person in page.people[mine.group_id] if person.pk != mine.pk]
    if not people:
        return None
    data = request.POST if request.method == "POST" and deed == "hand_over_all" else None
    form = forms.HandOverAll(data, people=people, several=len(page.together) > 1, prefix="all")
    form.helper.form_action = f"{reverse('queue')}?deed=hand_over_all#all"
    return form


def _hand_over_all(request, memberships, to, now):
    """All that waits in that group, also what the page has no room for."""
    mine = next(one for one in memberships if one.group_id == to.group_id)
    things = [(one.said, one.owed) for one in queries.all_of_it(mine, now)]
    made = handovers.hand_over_all(by=mine, now=now, things=things, to=to)
    messages.success(request, handovers.in_words(made, len(things)))


def _typed_in_vain(request) -> list[str]:
    """Somebody was quicker. What this person wrote is given back to them, to copy."""
    hidden = {"csrfmiddlewaretoken"}
    return [words for name, words in request.POST.items() if name not in hidden and len(words.strip()) > 3]
