"""What the engine said of a text, and what became of that: never the text itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from rows import Row

READ_COLUMNS = ("read_level", "read_severity", "read_version", "read_at")


class Level(models.TextChoices):
    NOT_YET = "not_yet", _("Not yet read")
    NOT_UNDERSTOOD = "not_understood", _("Not understood")
    NONE = "none", _("Nothing noticed")
    CONCERN = "concern", _("Concern")
    CRISIS = "crisis", _("Crisis")


class ReadText(models.Model):
    """Abstract. The columns that the row of every publishable text carries: what the engine said of it."""

    read_level = models.CharField(max_length=16, choices=Level.choices, default=Level.NOT_YET)
    read_severity = models.PositiveSmallIntegerField(default=0)
    read_version = models.CharField(max_length=32, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class TextReading(Row, ReadText):
    """The reading of a text that lives on a lower floor (a group's text, a name, a join request)."""

    kind = models.CharField(max_length=64)
    subject_uid = models.UUIDField()
    field = models.CharField(max_length=32)
    # Who wrote it, under which name: the case needs both when the words turn out to be a crisis.
    account = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    membership_uid = models.UUIDField(null=True, blank=True)
    group_uid = models.UUIDField(null=True, blank=True)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_uid", "field"], name="one_reading_a_text")]
        indexes = [models.Index(fields=["changed_at"], condition=Q(read_level="not_yet"), name="texts_not_read")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.field} {self.read_level}"


class Finding(Row):
    """A reading above ordinary: offsets and rules, never the text."""

    kind = models.CharField(max_length=64)
    subject_uid = models.UUIDField(db_index=True)
    level = models.CharField(max_length=16, choices=Level.choices)
    severity = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=8, blank=True)
    categories = models.JSONField(default=list)
    cues = models.JSONField(default=list)
    findings = models.JSONField(default=list)
    packs = models.JSONField(default=list)
    version = models.CharField(max_length=32)
    found_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.level} {self.uid}"


class ReadingMark(Row):
    """What one person of the team says of a reading: right or not right, never a verdict on anybody.

    Rules, packs and version are those of the finding. No text, and no way to a case.
    """

    class Verdict(models.TextChoices):
        RIGHT = "right", _("Right")
        NOT_RIGHT = "not_right", _("Not right")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="marks")
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "marked_by"], name="one_mark_a_person_reading")]

    def __str__(self) -> str:
        return f"{self.verdict} {self.uid}"


class Reread(Row):
    """A text that the engine failed on: when to try again, and whether a person was asked to look instead."""

    kind = models.CharField(max_length=64)
    subject_uid = models.UUIDField()
    since = models.DateTimeField(default=clock.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_uid"], name="one_reread_a_text")]

    def __str__(self) -> str:
        return f"{self.kind} tried {self.tries} times"
