"""The letter that asks what a word means. It does not say who asked: nobody knows."""

from django.urls import reverse

from groups.glossary import queries
from groups.notices import operations as notices
from groups.notices import queries as notices_queries
from groups.notices.models import Kind

STEM = "groups/glossary/emails/word_asked"


def asked(word, readers, *, now):
    notices.post_many(
        STEM, [{"to": m.person, "key": f"word-asked:{word.pk}:person-{m.person_id}"} for m in readers],
        at=now, group=word.group, kind=Kind.WAITING, about=f"word:{word.pk}", button="Say what it means",
        path=reverse("explain_word", kwargs={"slug": word.group.slug, "word_id": word.pk}),
        context={"word": word.word, "paper": word.paper.title if word.paper else "", "group": word.group.name},
    )  # fmt: skip


@notices_queries.recheck(STEM)
def still_unclear(letters, now):
    """Not of a word that somebody has explained meanwhile."""
    return queries.still_unclear(letters)
