"""Papers as tests need them, made through operations."""

from groups.papers import operations
from groups.papers.models import Paper
from tests.builders import NOW


def added(cast, who="okoro", *, now=NOW, title="The new budget", summary="There is less money.", text="Words.", **rest):
    by = getattr(cast, who).membership
    made = operations.add(by=by, now=now, title=title, summary=summary, text=text, **rest)
    return again(made)


def promised(cast, who="okoro", *, now=NOW, title="The new budget", by=None, **rest):
    by, owner = (by or cast.farah).membership, getattr(cast, who).membership
    return again(operations.ask_for(by=by, now=now, owner=owner, title=title, **rest))


def again(paper):
    return Paper.objects.with_all().get(pk=paper.pk)


def page(cast, paper=None, rest=""):
    return f"/groups/{cast.group.slug}/papers/" + (f"{paper.pk}/{rest}" if paper else rest)
