"""Planning a series, pausing it, and ending it."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group
from groups.services.blocks import lock as lock_group
from meetings import recurrence
from meetings.errors import InThePast, NoPauseToEnd, TooManySeries, said
from meetings.models import Meeting, MeetingSeries, SeriesPause
from meetings.recurrence import Pattern, RecurrenceError, Rule
from meetings.services.about import About, cleaned, follow_up, read, write
from meetings.services.blocks import call_off, fill, lock_series, take_up_again, upcoming_of, wall_of
from meetings.services.seats import lock_all
from moderation.reading import Outcome
from rows import require_transaction

SERIES_MOST = 20


@dataclass(frozen=True)
class Plan:
    """When a series happens and what it is like. `first_day` and `at` are on the wall in `time_zone`."""

    first_day: date
    at: time
    time_zone: str
    rule: Rule | None = None
    about: About = field(default_factory=About)

    def pattern(self) -> Pattern:
        """From the first day that fits. ValidationError with kind words where there is none, or the zone is gone."""
        try:
            return recurrence.aligned(Pattern(self.first_day, self.at, self.time_zone, self.rule))
        except RecurrenceError as error:
            raise said(error) from None


def plan_series(*, actor: Any, group: Group, plan: Plan, uid: uuids.UUID | None = None) -> MeetingSeries:
    """A new series in a group that `actor` keeps, with its meetings of the next eight weeks.

    `uid` makes sending the form twice harmless. Raises PermissionDenied, or ValidationError: InThePast, TooManySeries,
    or what is wrong with the rule.
    """
    about = cleaned(plan.about)
    return _plan(
        actor=actor, group=group, plan=plan, pattern=plan.pattern(), about=about, outcome=read(about, group), uid=uid
    )


@transaction.atomic(durable=True)
def _plan(
    *, actor: Any, group: Group, plan: Plan, pattern: Pattern, about: About, outcome: Outcome, uid: uuids.UUID | None
) -> MeetingSeries:
    group = lock_group(group)
    require(actor, "meetings.plan", group)
    if uid is not None and (made := MeetingSeries.objects.filter(uid=uid, group=group).first()):
        return made
    if pattern.starts_at(pattern.first_day) <= clock.now():
        raise InThePast
    if MeetingSeries.objects.filter(group=group).going_on().count() >= SERIES_MOST:
        raise TooManySeries
    series = MeetingSeries(
        group=group,
        first_day=pattern.first_day,
        at=pattern.at,
        time_zone=pattern.zone,
        rule=str(pattern.rule or ""),
        created_at=clock.now(),
    )
    if uid is not None:
        series.uid = uid
    write(series, about, outcome, actor=actor, group=group)
    try:
        with transaction.atomic():
            series.save(force_insert=True)
    except IntegrityError:
        # Another group's plan has this uid. That is not what this person learns about.
        raise ValidationError(_("This form was used before. Please open it anew."), code="used") from None
    fill(series)
    follow_up(series, outcome, actor=actor, group=group)
    audit.record(actor=actor, verb="series.planned", target=series)
    return series


@transaction.atomic(durable=True)
def pause_series(*, actor: Any, series: MeetingSeries, first_day: date, last_day: date | None = None) -> MeetingSeries:
    """Nothing takes place from `first_day` to `last_day`, or until the pause is ended. People who said yes are told."""
    series = lock_series(series)
    require(actor, "meetings.change_series", series)
    if last_day is not None and last_day < first_day:
        raise ValidationError({"last_day": _("The last day comes after the first.")}, code="order")
    row = SeriesPause.objects.create(series=series, first_day=first_day, last_day=last_day)
    series.version += 1
    series.save(update_fields=["version"])
    for meeting in lock_all(upcoming_of([series], clock.now())):
        inside = first_day <= meeting.original_day and (last_day is None or meeting.original_day <= last_day)
        if inside and meeting.is_planned:
            call_off(meeting, Meeting.State.PAUSED, actor=actor, kind="meetings.changed", about=series)
    audit.record(actor=actor, verb="series.paused", target=row)
    return series


@transaction.atomic(durable=True)
def end_pause(*, actor: Any, series: MeetingSeries) -> MeetingSeries:
    """Every pause of the series that is not over ends now: meetings to come take place, and people are asked again."""
    series = lock_series(series)
    require(actor, "meetings.change_series", series)
    now = clock.now()
    try:
        today = wall_of(now, series.time_zone)[0]
    except RecurrenceError as error:
        raise said(error) from None
    current = [row for row in series.pauses.all() if row.last_day is None or row.last_day >= today]
    if not current:
        raise NoPauseToEnd
    for row in current:
        row.delete()
    series.version += 1
    series.save(update_fields=["version"])
    for meeting in lock_all(upcoming_of([series], now)):
        if meeting.state == Meeting.State.PAUSED:
            take_up_again(meeting, actor=actor, kind="meetings.changed", about=series)
    fill(series, now)
    audit.record(actor=actor, verb="series.taken_up", target=series)
    return series


@transaction.atomic(durable=True)
def end_series(*, actor: Any, series: MeetingSeries) -> MeetingSeries:
    """The series ends: meetings to come are called off, and people who said yes are told. Twice changes nothing."""
    series = lock_series(series)
    require(actor, "meetings.change_series", series)
    if series.ended_at is None:
        end(series, actor=actor)
    return series


def end(series: MeetingSeries, *, actor: Any = None) -> None:
    """Building block. The locked series is over, and so is every meeting of it that has not begun."""
    require_transaction()
    now = clock.now()
    series.ended_at = now
    series.version += 1
    series.save(update_fields=["ended_at", "version"])
    for meeting in lock_all(upcoming_of([series], now)):
        if meeting.is_planned:
            call_off(meeting, Meeting.State.CANCELLED, actor=actor, kind="meetings.cancelled")
    audit.record(actor=actor, verb="series.ended", target=series)
