"""Which words a group has explained, and who is asked about one."""

from groups.glossary.models import Explained
from groups.looks import queries as looks
from groups.membership.models import Membership
from groups.permissions import GroupAbility

MOST = 1000


def known(group) -> dict[str, str]:
    """Words and what they mean. One statement."""
    rows = Explained.objects.filter(group=group).explained().in_order()
    return dict(rows.values_list("word", "meaning")[:MOST])


@looks.explains_words
def known_of(groups) -> dict[int, dict[str, str]]:
    """The same of several groups, for letters in Easy Read. One statement."""
    found = {}
    rows = Explained.objects.filter(group__in=groups).explained().in_order()
    for group, word, meaning in rows.values_list("group_id", "word", "meaning"):
        found.setdefault(group, {})[word] = meaning
    return found


def may_explain(word: Explained, membership: Membership) -> bool:
    """Anyone of the group; of the system, whoever answers for the paper it stands in."""
    if not membership.may(GroupAbility.USE_GLOSSARY) or word.group_id != membership.group_id:
        return False
    return membership.inside or bool(word.paper and word.paper.owner_id == membership.pk)


def to_ask(word: Explained) -> list[Membership]:
    """Whoever answers for the paper it stands in; the facilitators, if there is none or they have left."""
    here = Membership.objects.current().of_group(word.group_id).select_related("person")
    owner = list(here.filter(pk=word.paper.owner_id)) if word.paper else []
    return owner or list(here.facilitating().order_by("id"))


def still_unclear(letters) -> set[int]:
    """Letters whose word nobody has explained yet. `about` is `word:<id>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    waiting = set(Explained.objects.unclear().filter(pk__in=set(wanted.values())).values_list("pk", flat=True))
    return {letter for letter, word in wanted.items() if word in waiting}
