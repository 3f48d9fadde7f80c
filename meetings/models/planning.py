"""Meetings of a group: the series they come from, and the meetings themselves."""

from __future__ import annotations

from datetime import timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from groups.models import Group, Membership
from meetings.querysets import MeetingQuerySet, SeriesQuerySet
from moderation.models import ReadText
from rows import Row

SHORTEST, LONGEST, USUAL_MINUTES = 15, 240, 60
SEATS_MOST = 500


class Details(ReadText):
    """Abstract. What a meeting is like. A meeting has its own copy, so that one can be changed alone."""

    class Format(models.TextChoices):
        SHARING_ROUND = "sharing_round", _("Sharing round")
        DISCUSSION = "discussion", _("Discussion")
        SKILLS = "skills", _("Trying things out")
        STEP = "step", _("Steps")
        OPEN = "open", _("Open")

    class Way(models.TextChoices):
        ONLINE = "online", _("Online")
        IN_PERSON = "in_person", _("In person")
        HYBRID = "hybrid", _("In person and online")

    title = models.CharField(max_length=80, blank=True)
    minutes = models.PositiveSmallIntegerField(
        default=USUAL_MINUTES, validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)]
    )
    format = models.CharField(max_length=16, choices=Format.choices, default=Format.OPEN)
    way = models.CharField(max_length=10, choices=Way.choices, default=Way.ONLINE)
    # Where people meet in person: told only to those who come, and to those who keep the room.
    address = models.CharField(max_length=200, blank=True)
    access_notes = models.CharField(_("what one needs to get there and take part"), max_length=300, blank=True)
    # How many places there are, those who keep the room not counted. Empty: as many as come.
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(SEATS_MOST)]
    )
    # How long after the beginning one can still come in. Empty: at any time.
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(LONGEST)])
    written_by = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        abstract = True

    @property
    def has_address(self) -> bool:
        return self.way != self.Way.ONLINE and bool(self.address)


class MeetingSeries(Row, Details):
    """A wall time in one zone, and how it comes back. A single meeting is a series without a rule."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meeting_series")
    first_day = models.DateField()
    at = models.TimeField()
    time_zone = models.CharField(max_length=64)
    # As meetings.recurrence writes it; empty: once.
    rule = models.CharField(max_length=120, blank=True)
    # Where "this and following" was changed, the rest goes on as a series of its own.
    continues = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Up to which day meetings have been made.
    filled_until = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "at", "pk"]
        verbose_name_plural = _("meeting series")
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="series_has_a_seat_or_no_end"
            )
        ]

    def __str__(self) -> str:
        return f"series {self.uid}"


class SeriesPause(Row):
    """From the first to the last day, both included, nothing takes place. Without a last day: until it is ended."""

    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="pauses")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")), name="pause_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"pause {self.uid}"


class Meeting(Row, Details):
    """One meeting. It is known by its series and the day that the series' rule gave it, wherever it was moved to."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CANCELLED = "cancelled", _("Cancelled")
        PAUSED = "paused", _("In a pause")

    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="meetings")
    original_day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    # Changed alone: the nightly sweep and changes of the whole series leave the time, or the details, as they are.
    is_moved = models.BooleanField(default=False)
    own_details = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "original_day"], name="one_meeting_a_day_of_a_series"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="meeting_has_a_seat_or_no_end"
            ),
        ]
        indexes = [models.Index(fields=["ends_at"])]

    def __str__(self) -> str:
        return f"meeting {self.uid}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.uid])

    @property
    def is_planned(self) -> bool:
        return self.state == self.State.PLANNED

    @property
    def is_over(self) -> bool:
        return self.ends_at <= clock.now()

    @property
    def late_until(self) -> object:
        """Until when one can still come in; None: at any time."""
        return None if self.late_minutes is None else self.starts_at + timedelta(minutes=self.late_minutes)
