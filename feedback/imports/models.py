from django.db import models
from django.db.models import Q


class Part(models.TextChoices):
    """What a column of somebody's spreadsheet holds."""

    WORDS = "WORDS", "What we said"
    OUTCOME = "OUTCOME", "What came of it, or what we did"
    TOPIC = "TOPIC", "Topic"
    HAPPENED = "HAPPENED", "When"
    PLACE = "PLACE", "Where"
    WITH_WHOM = "WITH_WHOM", "Who with"
    KIND = "KIND", "Kind"
    SOURCE = "SOURCE", "Source"
    STATE = "STATE", "Where it stands"
    NOTE = "NOTE", "Keep as a note"
    LEFT_OUT = "LEFT_OUT", "Leave this column out"


class Start(models.TextChoices):
    """Where an entry begins its life here."""

    DRAFT = "DRAFT", "A draft: the group still has to agree it"
    SENT = "SENT", "Already sent: we wait to be heard"
    DID = "DID", "Done before: the row says what came of it"
    CANNOT = "CANNOT", "They said they can’t, or not now"


class Imports(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(group_id=membership.group_id)

    def newest_first(self):
        return self.order_by("-id")


class Import(models.Model):
    """One file, from the day it was sent in until it is brought in, taken out again or thrown away."""

    class Stage(models.TextChoices):
        OPEN = "OPEN", "Being checked"
        BROUGHT_IN = "BROUGHT_IN", "Brought in"
        TAKEN_OUT = "TAKEN_OUT", "Taken out again"
        THROWN_AWAY = "THROWN_AWAY", "Thrown away"

    group = models.ForeignKey("groups.Group", models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)  # of the file's bytes: tells when the same file comes twice
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.OPEN)
    started_by = models.ForeignKey("groups.Membership", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    brought_in_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    brought_in_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)  # taken out again, or thrown away

    objects = Imports.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(brought_in_by=None, brought_in_at=None)
                | Q(brought_in_by__isnull=False, brought_in_at__isnull=False),
                name="import_brought_in_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="import_ended_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["OPEN", "THROWN_AWAY"], brought_in_at=None)
                | Q(stage__in=["BROUGHT_IN", "TAKEN_OUT"], brought_in_at__isnull=False),
                name="import_brought_in_has_a_date",
            ),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="imports_of_group")]

    @property
    def is_open(self):
        return self.stage == self.Stage.OPEN

    @property
    def was_brought_in(self):
        return self.brought_in_at is not None


class ImportSheets(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(of_import__group_id=membership.group_id)

    def in_order(self):
        return self.order_by("number")


class ImportSheet(models.Model):
    """One sheet of the file, what each of its columns holds, and where most of its rows start."""

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100, blank=True)  # none in a CSV file
    empty_rows = models.PositiveIntegerField(default=0)
    is_used = models.BooleanField("bring in this sheet", default=True)
    heading_row = models.PositiveIntegerField(null=True, blank=True)  # none: there are no headings
    headings = models.JSONField(default=list)  # the words above each column, as many as the widest row has cells
    matches = models.JSONField(default=list)  # a Part for each column
    starts_as = models.CharField("where most rows start", max_length=10, choices=Start, default=Start.DRAFT)

    objects = ImportSheets.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of_import", "number"], name="one_number_in_an_import")]


class ImportRows(models.QuerySet):
    def visible_to(self, membership):
        return self.filter(of_import__group_id=membership.group_id)

    def in_order(self):
        return self.order_by("id")  # made in the order of the file

    def standing(self, *places):
        return self.filter(standing__in=places)


class ImportRow(models.Model):
    """One row of the file as it was, what was mended by hand, and which one place it is in."""

    class Standing(models.TextChoices):
        HEADING = "HEADING", "Headings"
        READY = "READY", "Understood"
        PROBLEM = "PROBLEM", "To put right"
        LEFT_OUT = "LEFT_OUT", "Left out"
        BROUGHT_IN = "BROUGHT_IN", "Brought in"
        TAKEN_OUT = "TAKEN_OUT", "Taken out again"

    of_import = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.ForeignKey(ImportSheet, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField()  # as read; never changed
    mended = models.JSONField(default=dict, blank=True)  # a Part and the words put in its place by hand
    starts_as = models.CharField(max_length=10, choices=Start, blank=True)  # empty: as the sheet or the row says
    standing = models.CharField(max_length=10, choices=Standing)
    problem = models.CharField(max_length=300, blank=True)
    left_out_because = models.CharField(max_length=300, blank=True)
    left_out_by = models.ForeignKey("groups.Membership", models.PROTECT, null=True, blank=True, related_name="+")
    left_out_at = models.DateTimeField(null=True, blank=True)
    said = models.OneToOneField("feedback.Said", models.SET_NULL, null=True, blank=True, related_name="brought_in_from")

    objects = ImportRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="one_row_number_in_a_sheet"),
            models.CheckConstraint(
                condition=~Q(standing="LEFT_OUT") | ~Q(left_out_because=""), name="a_row_left_out_says_why",
                violation_error_message="Say why you leave this row out.",
            ),
            models.CheckConstraint(
                condition=~Q(standing="PROBLEM") | ~Q(problem=""), name="a_row_with_a_problem_says_which"
            ),
            models.CheckConstraint(
                condition=Q(left_out_by=None, left_out_at=None)
                | Q(left_out_by__isnull=False, left_out_at__isnull=False),
                name="left_out_by_and_at",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["of_import", "standing", "id"], name="rows_of_import")]
