from django.db import models


class DecisionsTogether(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)


class DecisionTogether(models.Model):
    """Several things the group said were answered alike, in one go. The words of the decision stand with each of them."""

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="+")
    by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DecisionsTogether.as_manager()
