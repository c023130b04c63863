"""Which papers stand on a page, in which forms, and who may change them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import CharField, Value
from django.db.models.functions import TruncDate

from coproduction.kit.filing import Folder
from groups.meetings.models import Meeting
from groups.membership.models import Membership, Role
from groups.papers.models import Paper, PaperFile
from groups.permissions import GroupAbility

FOLDER = Folder("papers")
MOST_ON_A_MEETING = 60


@dataclass(frozen=True)
class Shown:
    """A paper with the forms it can be had in; those of an older version say so. `whose`, as this reader may know it."""

    paper: Paper
    whose: str
    today: date
    files: list[PaperFile] = field(default_factory=list)

    @property
    def overdue(self) -> bool:
        return self.paper.overdue(self.today)


def owners(group_id):
    """Whoever may answer for a paper: members, facilitators, and people from the system."""
    here = Membership.objects.current().of_group(group_id).holding(GroupAbility.ADD_PAPER)
    return here.select_related("person").order_by("person__name", "id")


def may_change(paper: Paper, membership: Membership) -> bool:
    """Its owner, and the facilitators."""
    if not membership.may(GroupAbility.CHANGE_PAPER) or paper.group_id != membership.group_id or paper.taken_off_at:
        return False
    return membership.facilitates or paper.owner_id == membership.pk


def shown(papers, reader: Membership, today: date) -> list[Shown]:
    """These papers with their files. One statement."""
    papers = list(papers)
    rows = PaperFile.objects.visible_to(reader).filter(version__paper__in=[one.pk for one in papers])
    files = defaultdict(dict)
    for one in rows.select_related("version").in_order():
        files[one.version.paper_id].setdefault(one.form, one)  # the newest of each form
    order = PaperFile.Form.values
    return [
        Shown(
            one,
            named(one.owner, reader),
            today,
            sorted(files[one.pk].values(), key=lambda file: order.index(file.form)),
        )
        for one in papers
    ]


def named(membership: Membership, reader: Membership) -> str:
    """Members' names are for the group."""
    outside = membership.role == Role.MEMBER and not reader.inside and membership.pk != reader.pk
    return "Someone of the group" if outside else membership.person.name


def of_meeting(meeting: Meeting, reader: Membership, now: datetime) -> list[Shown]:
    """Papers of one meeting, promised ones too. Two statements."""
    rows = Paper.objects.visible_to(reader).there().filter(meeting=meeting).with_all().order_by("item__position", "id")
    return shown(rows[:MOST_ON_A_MEETING], reader, now.astimezone(meeting.zone).date())


def waits_for(membership: Membership, now: datetime):
    """Papers this person promised for a meeting that is still to come: (kind, number, the meeting's day, title)."""
    mine = Paper.objects.visible_to(membership).there().promised().filter(owner=membership)
    ahead = mine.filter(meeting__cancelled_at=None, meeting__ends_at__gt=now)
    day = TruncDate("meeting__starts_at", tzinfo=membership.group.zone)
    return ahead.values_list(Value("paper", output_field=CharField()), "id", day, "title").order_by()


def file_of(one: PaperFile):
    return FOLDER.find(str(one.pk))


def still_promised(letters) -> set[int]:
    """Letters whose paper is still to come. `about` is `paper:<id>`."""
    wanted = {letter.pk: int(letter.about.split(":")[1]) for letter in letters}
    here = Paper.objects.there().promised().filter(pk__in=set(wanted.values())).values_list("pk", flat=True)
    return {letter for letter, paper in wanted.items() if paper in set(here)}
