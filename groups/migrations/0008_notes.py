import django.db.models.deletion
from django.db import migrations, models

from coproduction.kit.tables import Tables

DECISION, WE_SAID = "DECISION", "WE_SAID"


def apart(apps, schema_editor):
    """What was one text becomes parts: all that was said under no item, and each line of the decisions a row of its own."""
    Notes, NotesPart, NotesLine = (apps.get_model("groups", name) for name in ("Notes", "NotesPart", "NotesLine"))
    for notes in Notes.objects.iterator():
        if notes.body:
            NotesPart.objects.create(notes=notes, words=notes.body)
        rows = [
            NotesLine.objects.create(notes=notes, kind=DECISION, words=words) for words in in_lines(notes.decisions)
        ]
        number_of = {row.words: row.pk for row in reversed(rows)}
        for version in notes.versions.all():
            version.said = [{"item": None, "words": version.body}] if version.body else []
            version.lines = [
                {"id": number_of.get(words, -place), "kind": DECISION, "item": None, "words": words}
                for place, words in enumerate(in_lines(version.decisions), start=1)
            ]
            version.save(update_fields=["said", "lines"])
    at_once(schema_editor)


def in_lines(text):
    """Each line that says something, without the mark of a list before it."""
    lines = (line.strip().removeprefix("- ").removeprefix("* ").strip() for line in text.splitlines())
    return [line for line in lines if line]


def together(apps, schema_editor):
    """The parts become one text again: nothing that was written is left behind."""
    Notes, NotesPart, NotesLine = (apps.get_model("groups", name) for name in ("Notes", "NotesPart", "NotesLine"))
    Item, NotesVersion = apps.get_model("groups", "Item"), apps.get_model("groups", "NotesVersion")
    for notes in Notes.objects.iterator():
        titles = dict(Item.objects.filter(meeting=notes.meeting_id).values_list("pk", "title"))
        said = list(
            NotesPart.objects.filter(notes_id=notes.pk)
            .exclude(words="")
            .order_by("item__position", "id")
            .values("item", "words")
        )
        lines = list(
            NotesLine.objects.filter(notes_id=notes.pk, removed_in=None).order_by("id").values("kind", "words")
        )
        notes.body, notes.decisions = in_one(said, lines, titles)
        notes.save(update_fields=["body", "decisions"])
        for version in NotesVersion.objects.filter(notes_id=notes.pk):
            version.body, version.decisions = in_one(version.said, version.lines, titles)
            version.save(update_fields=["body", "decisions"])
    at_once(schema_editor)


def in_one(said, lines, titles):
    parts = [f"**{titles[one['item']]}**\n\n{one['words']}" if one["item"] else one["words"] for one in said]
    wanted = [f"- {one['words']}" for one in lines if one["kind"] == WE_SAID]
    if wanted:
        parts.append("\n".join(["**We said**\n", *wanted]))
    return "\n\n".join(parts), "\n".join(f"- {one['words']}" for one in lines if one["kind"] == DECISION)


def at_once(schema_editor):
    """PostgreSQL changes no table while rows written in this transaction still wait to be checked."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0007_papers"),
    ]

    operations = [
        Tables(
            [
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("part", models.CharField(max_length=30)),
                        ("about", models.CharField(max_length=300)),
                        ("was", models.TextField(blank=True)),
                        ("words", models.TextField(max_length=4000, verbose_name="what it should say")),
                        ("why", models.CharField(blank=True, max_length=400)),
                        ("proposed_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_in", models.PositiveIntegerField(blank=True, null=True)),
                        ("why_not", models.CharField(blank=True, max_length=400)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "notes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="corrections",
                                to="groups.notes",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="a_correction_says_something"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at", None),
                                        ("answered_by", None),
                                        ("taken_in", None),
                                        ("why_not", ""),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        models.Q(
                                            models.Q(("taken_in__isnull", False), ("why_not", "")),
                                            models.Q(("taken_in", None), models.Q(("why_not", ""), _negated=True)),
                                            _connector="OR",
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="a_correction_is_taken_in_or_says_why_not",
                                violation_error_message="Say why it is not taken in.",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="MayObject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("has_answered", models.BooleanField(default=False)),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NotesLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(choices=[("DECISION", "Decision"), ("WE_SAID", "We said")], max_length=8),
                        ),
                        ("words", models.TextField(max_length=10000)),
                        ("removed_in", models.PositiveIntegerField(blank=True, null=True)),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.item",
                            ),
                        ),
                        (
                            "notes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="groups.notes"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("words", ""), _negated=True), name="a_line_says_something"
                            )
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="NotesNudge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("at", models.DateTimeField()),
                        (
                            "meeting",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.meeting"
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NotesPart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("words", models.TextField(blank=True, max_length=40000, verbose_name="what was said")),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.item",
                            ),
                        ),
                        (
                            "notes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="groups.notes"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("notes", "item"), name="one_part_an_item"),
                            models.UniqueConstraint(
                                condition=models.Q(("item", None)), fields=("notes",), name="one_part_without_an_item"
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Reading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asking", models.PositiveSmallIntegerField()),
                        ("was_asked", models.BooleanField()),
                        ("right_in", models.PositiveIntegerField(blank=True, null=True)),
                        ("right_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="groups.membership"
                            ),
                        ),
                        (
                            "notes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="groups.notes"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("notes", "asking", "membership"), name="asked_once_to_read"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("right_at", None), ("right_in", None)),
                                    models.Q(("right_at__isnull", False), ("right_in__isnull", False)),
                                    _connector="OR",
                                ),
                                name="right_in_a_version_at",
                            ),
                        ]
                    },
                ),
                migrations.CreateModel(
                    name="Share",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("version", models.PositiveIntegerField()),
                        ("proposed_at", models.DateTimeField()),
                        ("closes_at", models.DateTimeField()),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        ("somebody_minds", models.BooleanField(default=False)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "ended_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="groups.membership",
                            ),
                        ),
                        (
                            "notes",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="shares", to="groups.notes"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="groups.membership"
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("closed_at", None)), fields=["closes_at"], name="shares_to_close"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)), fields=("notes", "version"), name="shared_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_at", None), ("ended_by", None)),
                                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="share_ended_by_and_at",
                            ),
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="notes",
            name="asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notes",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="groups.membership",
            ),
        ),
        migrations.AddField(
            model_name="notes",
            name="asking",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="notes",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="notesversion",
            name="because",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="notesversion",
            name="lines",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="notesversion",
            name="said",
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name="notes",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at", None), ("asked_by", None), ("closes_at", None)),
                    models.Q(
                        ("asked_at__isnull", False),
                        ("asked_by__isnull", False),
                        ("asking__gte", 1),
                        ("closes_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="notes_asked_by_and_until",
            ),
        ),
        migrations.AddField(
            model_name="mayobject",
            name="share",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="asked", to="groups.share"
            ),
        ),
        migrations.AddConstraint(
            model_name="mayobject",
            constraint=models.UniqueConstraint(fields=("share", "membership"), name="may_object_once"),
        ),
        migrations.RunPython(apart, together),
        migrations.RemoveField(model_name="notes", name="body"),
        migrations.RemoveField(model_name="notes", name="decisions"),
        migrations.RemoveField(model_name="notesversion", name="body"),
        migrations.RemoveField(model_name="notesversion", name="decisions"),
    ]
