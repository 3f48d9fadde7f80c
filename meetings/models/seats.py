"""Who says that they come, and how they are reminded."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from groups.models import Membership
from meetings.models.planning import Meeting
from meetings.querysets import RsvpQuerySet
from rows import Row


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
        # In the order in which they are claimed, so that no batch sorts all that is due.
        indexes = [models.Index(fields=["due_at", "id"], condition=Q(handed_at__isnull=True), name="reminders_due")]

    def __str__(self) -> str:
        return f"reminder {self.uid}"
