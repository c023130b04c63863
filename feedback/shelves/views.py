"""The list of what we said."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.urls import reverse

from coproduction.kit import clock, pace, words
from coproduction.kit.paging import page_of
from feedback.log import queries as log_queries
from feedback.permissions import FeedbackAbility
from feedback.shelves import queries
from groups.membership.access import member_page


@member_page(FeedbackAbility.READ_SENT)
@pace.search
def log(request, membership):
    now, given = clock.now(), request.GET
    asked = queries.asked_for(
        membership, given.get("show", ""), given.get("topic", ""), words.one_line(given.get("q", ""))[:200]
    )
    counted = log_queries.counts([membership.group_id])
    page = page_of(request, queries.listed(membership, asked))
    address = reverse("log", kwargs={"slug": membership.group.slug})

    def link(**changes):
        query = {"show": asked.show, "topic": asked.topic, "q": asked.text} | changes
        return f"{address}?{urlencode({name: value for name, value in query.items() if value})}"

    context = {
        "page": page,
        "rows": [queries.row(said, now, membership) for said in page.rows],
        "asked": asked,
        "heading": queries.LISTS[asked.show],
        "filters": queries.filters(membership, asked, counted, link),
        "topics": queries.topic_filters(asked, counted, link),
        "search": {
            "label": "Find words in what we said", "value": asked.text,
            "hidden": [(name, value) for name, value in (("show", asked.show), ("topic", asked.topic)) if value],
        },
        "everything": f"{address}?show=all",
        "may_say": membership.may_still(FeedbackAbility.DRAFT),
        "may_answer": membership.may(FeedbackAbility.ANSWER),
        "may_gather": membership.may(FeedbackAbility.GATHER),
    }  # fmt: skip
    return render(request, "feedback/shelves/log.html", context)
