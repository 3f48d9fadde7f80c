"""Meetings of a group: the series they come from, the meetings themselves, and who says they come."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

import clock
from groups.models import Group, Membership
from meetings.querysets import MeetingQuerySet, RsvpQuerySet, SeriesQuerySet
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


class Rsvp(Row):
    """What one member said about one meeting, and the place that they have there."""

    class Answer(models.TextChoices):
        GOING = "going", _("I’m coming")
        MAYBE = "maybe", _("Maybe")
        NOT_GOING = "not_going", _("Not this time")

    class Seat(models.TextChoices):
        NONE = "none", _("No place")
        HELD = "held", _("A place")
        # Who keeps the room is needed there, so no place is counted for them.
        KEEPING = "keeping", _("Keeps the room")
        WAITING = "waiting", _("On the waiting list")
        OFFERED = "offered", _("A place is kept for a while")

    class ShownTo(models.TextChoices):
        NOBODY = "nobody", _("Nobody")
        KEEPERS = "keepers", _("Those who keep the room")
        GROUP = "group", _("Everyone in the group")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="rsvps")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    seat = models.CharField(max_length=8, choices=Seat.choices, default=Seat.NONE)
    just_listening = models.BooleanField(default=False)
    shown_to = models.CharField(max_length=8, choices=ShownTo.choices, default=ShownTo.NOBODY)
    answered_at = models.DateTimeField(default=clock.now)
    # Set when the meeting was moved after they answered: they are asked once more.
    asked_again_at = models.DateTimeField(null=True, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    offer_until = models.DateTimeField(null=True, blank=True)
    # When a place that was kept for them went on to the next.
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects = RsvpQuerySet.as_manager()

    class Meta:
        verbose_name = _("RSVP")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "membership"], name="one_rsvp_a_member"),
            models.CheckConstraint(condition=Q(seat="none") | Q(answer="going"), name="only_who_comes_has_a_place"),
            models.CheckConstraint(
                condition=~Q(seat="waiting") | Q(waiting_since__isnull=False), name="waiting_has_a_beginning"
            ),
            models.CheckConstraint(
                condition=~Q(seat="offered") | Q(offer_until__isnull=False), name="offer_has_an_end"
            ),
        ]
        indexes = [models.Index(fields=["offer_until"], condition=Q(seat="offered"), name="offers_that_end")]

    def __str__(self) -> str:
        return f"rsvp {self.uid}"

    @property
    def has_place(self) -> bool:
        return self.seat in (self.Seat.HELD, self.Seat.KEEPING)


class ReminderWish(Row):
    """When a person wants to be reminded of meetings they come to. Without a row: the day before."""

    class When(models.TextChoices):
        DAY = "day", _("A day before")
        HOUR = "hour", _("An hour before")
        BOTH = "both", _("Both")
        NONE = "none", _("Not at all")

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reminder_wish")
    when = models.CharField(max_length=4, choices=When.choices, default=When.DAY)

    def __str__(self) -> str:
        return f"wish {self.uid}"


class Reminder(Row):
    """One reminder of one kind for one RSVP: due until it is handed to the outbox, and never handed twice."""

    class Kind(models.TextChoices):
        DAY = "day", _("A day before")
        HOUR = "hour", _("An hour before")

    rsvp = models.ForeignKey(Rsvp, on_delete=models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=4, choices=Kind.choices)
    due_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rsvp", "kind"], name="one_reminder_of_a_kind")]
        indexes = [models.Index(fields=["due_at"], condition=Q(handed_at__isnull=True), name="reminders_due")]

    def __str__(self) -> str:
        return f"reminder {self.uid}"
