from django.db import models


class Report(models.Model):
    """That a report came. Neither what it says nor whom it is about: only that it has been counted, about which letter.

    `key` is made from the provider's own number, or from the letter and the message a mail server sent.
    """

    class CameBy(models.TextChoices):
        MAIL = "MAIL", "by mail"
        HOOK = "HOOK", "from a provider"

    class Kind(models.TextChoices):
        HARD = "HARD", "no such address"
        SOFT = "SOFT", "not this time"
        COMPLAINT = "COMPLAINT", "not wanted"

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    came_by = models.CharField(max_length=4, choices=CameBy)
    letter = models.ForeignKey("groups.Letter", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
