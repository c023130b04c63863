from django.db import models


class Fall(models.Model):
    """Somebody lost their place, their role or their invitations after a challenge, and the independent person was told.

    Kept so that it is told once. No page, letter or file of the group reads this table.
    """

    class What(models.TextChoices):
        REMOVED = "REMOVED", "their place in the group was ended"
        LOWERED = "LOWERED", "their role was made smaller"
        FEWER = "FEWER", "they are invited to fewer meetings"

    membership = models.ForeignKey("groups.Membership", models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    fell_at = models.DateTimeField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["membership", "what", "fell_at"], name="told_once_of_a_fall")]
