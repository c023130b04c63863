from hashlib import sha256

from django.core.cache import caches
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from coproduction.kit import clock, quarters
from coproduction.kit.charts import bars, trend
from coproduction.kit.words import count_of
from feedback.answers.models import Decision
from feedback.debt import queries as debt
from feedback.overview import queries
from feedback.permissions import FeedbackAbility
from feedback.programmes import queries as programmes
from groups.membership.access import across_page, member_page
from groups.retold import queries as retold

FOR_SECONDS = 60
WHY_NOT = [
    (label, style) for label, style in zip(queries.WHY_NOT.values(), ("cannot", "waiting", "doing"), strict=True)
]


@member_page(FeedbackAbility.SEE_OVERVIEW)
def overview(request, membership):
    """One group's overview. Members open exactly the page their sponsor sees."""
    return _page(request, [membership.group], across=False)


@across_page(FeedbackAbility.SEE_QUEUE)
def overviews(request, memberships):
    """A sponsor's groups together, then one tile for each."""
    return _page(request, [m.group for m in memberships], across=True)


def _page(request, groups, *, across):
    """What is shown is the same for everyone who may read it, so it is made once and kept: until a step is taken in one of
    the groups, and a minute at most."""
    now, kept = clock.now(), caches["pages"]
    stood = queries.stands(groups, now)
    whose = [(group.pk, group.name, group.hear_days, group.answer_days) for group in groups]
    name = f"overview:{sha256(repr((whose, stood, across, now.date(), get_language())).encode()).hexdigest()}"
    shown = kept.get(name)
    if shown is None:
        shown = render_to_string("feedback/overview/shown.html", page_for(groups, now, stood, across=across))
        kept.set(name, shown, FOR_SECONDS)
    each = list({group.organisation_id: group for group in groups}.values())  # a group of each organisation
    told = {"groups": groups, "each": each, "across": across, "shown": shown}
    return render(request, "feedback/overview/overview.html", told)


def page_for(groups, now, stood, *, across):
    today = groups[0].local(now).date()
    shown = queries.quarters_back(today, queries.QUARTERS)
    since = queries.key(shown[-queries.LAST_YEAR])
    kept = queries.sums(groups, queries.key(shown[0]), today)
    topics, owed = queries.by_topic(kept.counts), debt.of_groups(groups, now)
    return {
        "groups": groups,
        "across": across,
        "several": len(groups) > 1,
        "debt": sum(owed.values(), debt.Debt()),
        "owed": queries.owed(groups, now),
        "totals": list(zip(queries.COLUMNS, queries.totals(topics), strict=True)),
        "of_done": queries.not_simply_done(kept),
        "took": queries.took(kept, queries.late_of(stood), since),
        "with_programmes": [group for group in groups if group.pk in {row[0] for row in stood if row[5]}],
        "how_early": programmes.early_in_words(*(sum(row[place] for row in stood) for place in (5, 6, 7))),
        "retold": "" if across else retold.in_short(stood[0][8], today),
        "since": shown[-queries.LAST_YEAR],
        "trends": [one for one in (_trend(kept, groups, today, across, *which) for which in TRENDS) if one.rows],
        "chart": bars("Where things stand, by topic", queries.COLUMNS, queries.not_too_many(topics), first_heading="Topic",
                      urls=_topic_urls(kept, groups, across)),
        "why_not": _why_not(queries.why_not(kept, since), groups, across),
        "noticed": _noticed(kept.by_which("NOTICED", since)),
        "changed": queries.changed_lately(groups),
        "silent": queries.silent(groups, now),
        "silent_months": queries.SILENT_MONTHS,
        "tiles": _tiles(kept, groups, owed) if len(groups) > 1 else [],
        "late_after": queries.LATE_AFTER,
    }  # fmt: skip


def number_url(groups, across, what) -> str:
    """The page that shows what makes a number."""
    if across:
        return reverse("numbers", kwargs={"what": what})
    return reverse("number", kwargs={"slug": groups[0].slug, "what": what})


TRENDS = (
    ("HEARD", "heard", "hear_days", "How long it took to hear, by quarter"),
    ("DECIDED", "answered", "answer_days", "How long it took to answer, by quarter"),
)  # fmt: skip


def _trend(kept, groups, today, across, what, name, promise, title):
    promised = getattr(groups[0], promise) if len({getattr(group, promise) for group in groups}) == 1 else None
    rows, urls = [], {}
    for quarter, took in queries.over_time(kept, what, today):
        label, none = quarters.in_words(quarter), took.middle is None
        words = f"Nothing was {name}" if none else count_of(took.middle, "working day")
        words = f"{words}. The promise was kept {count_of(took.kept_in_ten, 'time')} in 10"
        cells = ["none yet" if none else str(took.middle), f"{took.kept_in_ten} in 10", str(took.promised)]
        rows.append((label, took.middle, promised, words, cells))
        urls[label] = number_url(groups, across, f"{name}-{queries.key(quarter)}")
    return trend(
        title, rows, value="Middle time in working days", target="What is promised now", urls=urls,
        style="doing" if what == "HEARD" else "did",
        head=("Quarter", "Middle time in working days", "Promise kept", "Of how many"),
    )  # fmt: skip


def _topic_urls(kept, groups, across):
    if across:
        return {row.topic: number_url(groups, across, f"topic-{row.topic_id}") for row in kept.counts if row.topic_id}
    log = reverse("log", kwargs={"slug": groups[0].slug})
    return {row.topic: f"{log}?show=all&topic={row.topic_id}" for row in kept.counts if row.topic_id}


def _why_not(rows, groups, across):
    labels = dict(Decision.Cause.choices)
    return bars(
        "Why not, by what stands in the way", WHY_NOT, [(labels[cause], numbers) for cause, numbers in rows],
        first_heading="What stands in the way",
        urls={labels[cause]: number_url(groups, across, f"cause-{cause}") for cause, _ in rows},
    )  # fmt: skip


NOTICED = {"NOTICED": "people noticed", "UNNOTICED": "nobody noticed", "ASKED": "too few answered to say"}


def _noticed(found):
    return [(f"noticed-{name}", found[name], words) for name, words in NOTICED.items() if found.get(name)]


def _tiles(kept, groups, owed):
    """One for each group, the one that is owed most first."""
    tiles = [(group, numbers, owed[group.pk]) for group, numbers in queries.by_group(kept.counts, groups)]
    return sorted(tiles, key=lambda tile: -tile[2].days)
