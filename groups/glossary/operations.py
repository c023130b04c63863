"""Saying that a word is not clear, and explaining one."""

from datetime import datetime

from django.db import transaction

from coproduction.kit import locks
from coproduction.kit.refusals import Refusal
from groups.charter.models import Group
from groups.glossary import emails, queries
from groups.glossary.models import Explained
from groups.history.operations import record
from groups.membership.models import Membership
from groups.papers.models import Paper
from groups.permissions import GroupAbility


class WhichWord(Refusal):
    """Enter the word."""


class NotForYou(Refusal):
    """Only the group, or whoever answers for the paper, can explain this word."""


class SayWhatItMeans(Refusal):
    """Say what it means, in plain words."""


class ExplainedAlready(Refusal):
    """This word is explained already. If that is not clear enough, tell your facilitator, or change it."""


class EnoughWords(Refusal):
    """There are 1,000 words here already."""


@transaction.atomic
def ask(*, by: Membership, now: datetime, word: str, paper: Paper | None = None) -> Explained:
    """Somebody did not understand a word. Who that was is not kept, in no table and no letter. Twice is once."""
    if not by.may(GroupAbility.USE_GLOSSARY):
        raise NotForYou
    if not word:
        raise WhichWord(field="word")
    if paper is not None and not Paper.objects.visible_to(by).there().filter(pk=paper.pk).exists():
        raise NotForYou
    locks.held(Group.objects).get(pk=by.group_id)
    words = Explained.objects.filter(group_id=by.group_id)
    found = words.filter(word__iexact=word).first()
    if found and not found.waits:
        raise ExplainedAlready(f"“{found.word}” is explained already: {found.meaning}", field="word")
    if found:
        return found
    if words.count() >= queries.MOST:
        raise EnoughWords
    made = Explained.objects.create(group=by.group, word=word, paper=paper, asked_at=now)
    record("word_unclear", "Someone asked what a word means.", at=now, group=by.group, about=made)
    emails.asked(made, queries.to_ask(made), now=now)
    return made


@transaction.atomic
def explain(*, by: Membership, now: datetime, word: Explained, meaning: str) -> Explained:
    """Says what it means, or says it better. The explanation before stays in the history."""
    row = locks.held(Explained.objects).select_related("paper").get(pk=word.pk)
    if not queries.may_explain(row, by):
        raise NotForYou
    if not meaning:
        raise SayWhatItMeans(field="meaning")
    if row.meaning == meaning:
        return row
    was, row.meaning, row.explained_by, row.explained_at = row.meaning, meaning, by, now
    row.save(update_fields=["meaning", "explained_by", "explained_at"])
    record("word_explained", f"{by.in_history} explained a word.", at=now, by=by, about=row, was=was)
    return row
