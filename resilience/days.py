"""Which day it is where the person is."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

import clock


def day_of(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def today() -> dt.date:
    return day_of(clock.now())
