"""Changing what is planned: this one, this and following, or all. Answers stay; who is moved is asked again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from meetings import recurrence
from meetings.errors import ChangedMeanwhile, InThePast, MorePeopleThanSeats, said
from meetings.models import LiveMeeting, Meeting, MeetingSeries, Rsvp, SeriesPause
from meetings.recurrence import RecurrenceError
from meetings.services.about import About, cleaned, copy, follow_up, read, write
from meetings.services.blocks import (
    call_off,
    days_ahead,
    fill,
    lock_series,
    pattern_of,
    rule_of,
    set_start,
    take_up_again,
    tell_people,
    upcoming_of,
)
from meetings.services.planning import Plan
from meetings.services.seats import lock, lock_all, settle
from moderation.reading import Outcome

# A meeting whose day the new rule does not know becomes the next one that it knows, if that is less than a week away.
FOLLOWS_WITHIN = timedelta(days=6)


def change_meeting(
    *, actor: Any, meeting: Meeting, about: About, day: date, at: time, version: int | None = None
) -> Meeting:
    """This one only: its details, or another time (on the wall of its series). Who answered is asked again on a move.

    Raises PermissionDenied, ChangedMeanwhile, InThePast or MorePeopleThanSeats.
    """
    about = cleaned(about)
    group = meeting.series.group
    return _change_meeting(
        actor=actor, meeting=meeting, about=about, outcome=read(about, group), day=day, at=at, version=version
    )


@transaction.atomic(durable=True)
def _change_meeting(
    *, actor: Any, meeting: Meeting, about: About, outcome: Outcome, day: date, at: time, version: int | None
) -> Meeting:
    series = lock_series(meeting.series)
    meeting = lock(meeting)
    require(actor, "meetings.change", meeting)
    if version is not None and version != meeting.version:
        raise ChangedMeanwhile
    try:
        starts_at = recurrence.moment(day, at, recurrence.zone_of(series.time_zone))
    except RecurrenceError as error:
        raise said(error) from None
    moved = starts_at != meeting.starts_at
    if moved and starts_at <= clock.now():
        raise InThePast
    _need_seats(meeting, about.capacity)
    write(meeting, about, outcome, actor=actor, group=series.group)
    meeting.own_details = any(getattr(meeting, name) != getattr(series, name) for name in vars(about))
    meeting.ends_at = meeting.starts_at + timedelta(minutes=meeting.minutes)
    if moved:
        meeting.is_moved = starts_at != pattern_of(series).starts_at(meeting.original_day)
        set_start(meeting, starts_at, actor=actor)
    else:
        meeting.version += 1
        meeting.save()
        settle(meeting)
    follow_up(meeting, outcome, actor=actor, group=series.group)
    audit.record(actor=actor, verb="meeting.moved" if moved else "meeting.changed", target=meeting)
    return meeting


@transaction.atomic(durable=True)
def cancel_meeting(*, actor: Any, meeting: Meeting) -> Meeting:
    """This one does not take place. Places and reminders go, people who said yes are told. Twice changes nothing."""
    meeting = lock(meeting)
    require(actor, "meetings.change", meeting)
    if meeting.is_planned:
        call_off(meeting, Meeting.State.CANCELLED, actor=actor, kind="meetings.cancelled")
        audit.record(actor=actor, verb="meeting.cancelled", target=meeting)
    return meeting


@transaction.atomic(durable=True)
def take_up_meeting(*, actor: Any, meeting: Meeting) -> Meeting:
    """A cancelled meeting takes place after all; whoever had said yes is asked again."""
    meeting = lock(meeting)
    require(actor, "meetings.change", meeting)
    if meeting.starts_at <= clock.now():
        raise InThePast
    if meeting.state == Meeting.State.CANCELLED:
        take_up_again(meeting, actor=actor, kind="meetings.moved")
        audit.record(actor=actor, verb="meeting.taken_up", target=meeting)
    return meeting


def change_series(
    *, actor: Any, meeting: Meeting, plan: Plan, following: bool, version: int | None = None
) -> MeetingSeries:
    """The series of `meeting` becomes `plan`: all that is to come, or `following` this one, which is included.

    The plan is counted from `plan.first_day`. Meetings whose day it still knows stay what they are; others become the
    next one it knows, or are called off. What was decided for one meeting alone is kept where its day is kept.
    Raises PermissionDenied, ChangedMeanwhile, InThePast, MorePeopleThanSeats or what is wrong with the rule.
    """
    about = cleaned(plan.about)
    return _change_series(
        actor=actor,
        meeting=meeting,
        plan=replace(plan, about=about),
        outcome=read(about, meeting.series.group),
        following=following,
        version=version,
    )


@transaction.atomic(durable=True)
def _change_series(
    *, actor: Any, meeting: Meeting, plan: Plan, outcome: Outcome, following: bool, version: int | None
) -> MeetingSeries:
    series, now = lock_series(meeting.series), clock.now()
    require(actor, "meetings.change_series", series)
    if version is not None and version != series.version:
        raise ChangedMeanwhile
    meeting.refresh_from_db()
    require(actor, "meetings.change", meeting)
    pattern = plan.pattern()
    if pattern.starts_at(pattern.first_day) <= now:
        raise InThePast
    rows = lock_all(upcoming_of([series], now))
    earlier = [row for row in rows if row.original_day < meeting.original_day] if following else []
    if earlier:
        series = _split(series, meeting.original_day)
        rows = [row for row in rows if row not in earlier]
        Meeting.objects.filter(pk__in=[row.pk for row in rows]).update(series=series)
        for row in rows:
            row.series = series
    series.first_day, series.at, series.time_zone = pattern.first_day, pattern.at, pattern.zone
    series.rule = str(pattern.rule or "")
    series.version += 1
    write(series, plan.about, outcome, actor=actor, group=series.group)
    series.save()
    _follow(series, rows, now, actor=actor)
    fill(series, now)
    follow_up(series, outcome, actor=actor, group=series.group)
    audit.record(actor=actor, verb="series.changed", target=series, reason="following" if earlier else "all")
    return series


def _split(series: MeetingSeries, day: date) -> MeetingSeries:
    """The locked series ends the day before; the rest of it is a new one, with the pauses that are not over."""
    rule = rule_of(series)
    if rule is not None:
        series.rule = str(replace(rule, count=None, until=day - timedelta(days=1)))
        series.version += 1
        series.save(update_fields=["rule", "version"])
    rest = MeetingSeries(
        group=series.group, continues=series, first_day=day, at=series.at, time_zone=series.time_zone,
        created_at=clock.now(),
    )  # fmt: skip
    copy(series, rest)
    rest.save(force_insert=True)
    for pause in series.pauses.all():
        if pause.last_day is None or pause.last_day >= day:
            SeriesPause.objects.create(series=rest, first_day=max(pause.first_day, day), last_day=pause.last_day)
    return rest


def _follow(series: MeetingSeries, rows: list[Meeting], now: datetime, *, actor: Any) -> None:
    """Bring the meetings to come in line with the changed series."""
    pattern = pattern_of(series)
    taken = set(
        Meeting.objects.filter(series=series).exclude(pk__in=[row.pk for row in rows]).values_list(
            "original_day", flat=True
        )
    )  # fmt: skip
    wanted = [day for day in days_ahead(series, now) if day not in taken]
    kept = {row.original_day: row for row in rows if row.original_day in wanted}
    loose = [row for row in rows if row.original_day not in kept]
    free = [day for day in wanted if day not in kept]
    for day, row in kept.items():
        _update(series, row, pattern.starts_at(day), stays=row.is_moved, actor=actor)
    for row in loose:
        if row.state == Meeting.State.CANCELLED:
            continue
        near = next((day for day in free if abs(day - row.original_day) <= FOLLOWS_WITHIN), None)
        if near is not None:
            free.remove(near)
            row.original_day, row.is_moved = near, False
            _update(series, row, pattern.starts_at(near), stays=False, actor=actor)
        elif row.is_planned and _concerns_somebody(row):
            call_off(row, Meeting.State.CANCELLED, actor=actor, kind="meetings.cancelled")
        else:
            row.delete()


def _concerns_somebody(row: Meeting) -> bool:
    """Somebody answered, or is in its room already: such a meeting is called off and never just gone."""
    return Rsvp.objects.filter(meeting=row).exists() or LiveMeeting.objects.filter(meeting=row).exists()


def _update(series: MeetingSeries, row: Meeting, starts_at: datetime, *, stays: bool, actor: Any) -> None:
    changed = False
    if not row.own_details:
        _need_seats(row, series.capacity)
        changed = copy(series, row)
    starts_at = row.starts_at if stays else starts_at
    if starts_at != row.starts_at:
        set_start(row, starts_at, actor=actor, tell=False)
        if row.is_planned:
            # One message for the whole series, however many of its meetings moved.
            tell_people(row, "meetings.changed", actor=actor, about=series)
        return
    row.ends_at = row.starts_at + timedelta(minutes=row.minutes)
    row.version += changed
    row.save()
    settle(row)


def _need_seats(meeting: Meeting, capacity: int | None) -> None:
    if capacity is not None and Rsvp.objects.filter(meeting=meeting).taking_seats().count() > capacity:
        # Nobody loses a place by a smaller number.
        raise MorePeopleThanSeats
