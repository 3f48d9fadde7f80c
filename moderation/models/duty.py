"""Who of the team is here when: single shifts, and a rota that makes them week after week."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

import clock
from rows import Row


class RotaSlot(Row):
    """“Every Tuesday from 20:00 to 23:00”, by the clock on somebody's wall: summer time moves nothing."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Mondays")
        TUESDAY = 1, _("Tuesdays")
        WEDNESDAY = 2, _("Wednesdays")
        THURSDAY = 3, _("Thursdays")
        FRIDAY = 4, _("Fridays")
        SATURDAY = 5, _("Saturdays")
        SUNDAY = 6, _("Sundays")

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rota_slots")
    shown_name = models.CharField(max_length=40)
    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    begins = models.TimeField()
    until = models.TimeField()
    zone = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["weekday", "begins", "id"]

    def __str__(self) -> str:
        return self.shown_name


class OnCallShift(Row):
    """Someone of the team is here from one moment to another, under the name that people are shown."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shifts")
    shown_name = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slot = models.ForeignKey(RotaSlot, null=True, blank=True, on_delete=models.SET_NULL, related_name="shifts")
    # Not this time. The row stays, so that the rota does not make it again.
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # A break: until then nobody is promised that they are here, and others are called.
    break_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start"),
            models.UniqueConstraint(fields=["slot", "starts_at"], name="one_shift_a_slot_and_time"),
        ]

    def __str__(self) -> str:
        return self.shown_name
