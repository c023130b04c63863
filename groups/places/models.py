from django.db import models
from django.db.models import Exists, OuterRef, Q

from groups.meetings.models import Guest, Meeting
from groups.membership.models import THE_GROUP, Membership


class WaitingRows(models.QuerySet):
    def visible_to(self, membership):
        """Facilitators see the whole line of their group's meetings, everybody else their own place in it."""
        here = self.filter(meeting__in=Meeting.objects.visible_to(membership))
        return here if membership.facilitates else here.filter(membership=membership)

    def of_current(self):
        """Of people who may still come: whoever left, or is not invited any more, holds nobody up."""
        invited = Guest.objects.filter(meeting=OuterRef("meeting"), membership=OuterRef("membership"))
        here = self.filter(membership__in=Membership.objects.current())
        return here.filter(Q(membership__role__in=THE_GROUP) | Exists(invited))

    def in_line(self):
        return self.of_current().order_by("id")

    def ahead_of(self, membership):
        """Those who came before this person; all of them, if this person does not wait."""
        mine = self.filter(membership=membership).values_list("pk", flat=True).first()
        line = self.of_current()
        return line if mine is None else line.filter(pk__lt=mine)


class Waiting(models.Model):
    """Somebody who wants a place in the room of a full meeting. Rows are numbered under the meeting's lock: that is the line."""

    meeting = models.ForeignKey("groups.Meeting", models.CASCADE, related_name="waiting")
    membership = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    since_at = models.DateTimeField()

    objects = WaitingRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], name="waits_once", violation_error_message="You are in the line already."
            )
        ]  # fmt: skip
