"""Building blocks that the entry services of this app share: a series as a pattern, and the rows it fills."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

import clock
from meetings import recurrence
from meetings.models import Guest, Meeting, MeetingSeries, Rsvp
from meetings.recurrence import Pattern, Pause, Rule
from meetings.services.about import copy
from meetings.services.reminders import set_reminders
from meetings.services.seats import keep_for_a_while, lock, settle, take_away
from notifications.services import notify
from rows import require_transaction

# How far ahead meetings are real rows.
AHEAD = timedelta(weeks=8)

State, Answer, Seat = Meeting.State, Rsvp.Answer, Rsvp.Seat


def lock_series(series: MeetingSeries) -> MeetingSeries:
    """The series' row, fresh and locked until commit. Always taken before the rows of its meetings."""
    require_transaction()
    rows = MeetingSeries.objects.select_for_update(no_key=True, of=("self",)).select_related("group")
    return rows.get(pk=series.pk)


def rule_of(series: MeetingSeries) -> Rule | None:
    """How the series comes back; None where it happens once."""
    return recurrence.parse(series.rule) if series.rule else None


def pattern_of(series: MeetingSeries) -> Pattern:
    """The series as `recurrence` knows it. RecurrenceError where its zone is gone."""
    return Pattern(series.first_day, series.at, series.time_zone, rule_of(series))


def pauses_of(series: MeetingSeries) -> list[Pause]:
    """The pauses of the series, as `recurrence` knows them."""
    return [Pause(row.first_day, row.last_day) for row in series.pauses.all()]


def wall_of(moment: datetime, zone: str) -> tuple[date, time]:
    """The day and the time on the wall in `zone`."""
    there = moment.astimezone(recurrence.zone_of(zone))
    return there.date(), there.time().replace(tzinfo=None)


def days_ahead(series: MeetingSeries, now: datetime) -> list[date]:
    """The days of the rule from today to eight weeks ahead, or the next one where there is none so near."""
    pattern = pattern_of(series)
    today = wall_of(now, series.time_zone)[0]
    # A night meeting may belong to yesterday's day and still be to come.
    found = recurrence.days(pattern, today - timedelta(days=1), today + AHEAD)
    ahead = [day for day in found if pattern.starts_at(day) > now]
    later = None if ahead else recurrence.next_day(pattern, today)
    return [later] if later is not None else ahead


def fill(series: MeetingSeries, now: datetime | None = None) -> int:
    """Building block. Make the meetings of the locked `series` that are missing; returns how many.

    Where the clocks of the zone were given other rules since, meetings that stand where the rule put them follow.
    """
    require_transaction()
    now = now or clock.now()
    pattern, pauses = pattern_of(series), pauses_of(series)
    wanted = days_ahead(series, now)
    there = {row.original_day: row for row in Meeting.objects.filter(series=series, original_day__in=wanted)}
    made = []
    for day in wanted:
        row = there.get(day)
        if row is None:
            made.append(new_meeting(series, day, pattern.starts_at(day), paused=any(p.holds(day) for p in pauses)))
        elif not row.is_moved and row.starts_at != pattern.starts_at(day):
            set_start(lock(row), pattern.starts_at(day))
    Meeting.objects.bulk_create(made)
    series.filled_until = wall_of(now, series.time_zone)[0] + AHEAD
    if not wanted and not Meeting.objects.filter(series=series, ends_at__gt=now).exists():
        # Its last meeting is over, and no other will come.
        series.ended_at = now
    series.save(update_fields=["filled_until", "ended_at"])
    return len(made)


def new_meeting(series: MeetingSeries, day: date, starts_at: datetime, *, paused: bool) -> Meeting:
    """A meeting of the series that is not stored yet."""
    row = Meeting(series=series, original_day=day, starts_at=starts_at)
    copy(series, row)
    row.ends_at = starts_at + timedelta(minutes=row.minutes)
    row.state = State.PAUSED if paused else State.PLANNED
    return row


def set_start(meeting: Meeting, starts_at: datetime, *, actor: Any = None, tell: bool = True) -> None:
    """Building block. Put the locked `meeting` at another moment and ask everybody again.

    Places become offers, so that nobody loses theirs unasked and none stays with who no longer comes.
    """
    require_transaction()
    now = clock.now()
    meeting.starts_at = starts_at
    meeting.ends_at = starts_at + timedelta(minutes=meeting.minutes)
    meeting.version += 1
    meeting.save()
    if not meeting.is_planned:
        return
    ask_again(meeting, now)
    if tell:
        tell_people(meeting, "meetings.moved", actor=actor)


def ask_again(meeting: Meeting, now: datetime) -> None:
    """Building block. Whoever answered is asked whether it still holds, and keeps their place for a while."""
    for rsvp in Rsvp.objects.filter(meeting=meeting).select_related("membership__account"):
        rsvp.meeting = meeting
        rsvp.asked_again_at = now
        if meeting.capacity is not None and rsvp.seat in (Seat.HELD, Seat.OFFERED):
            keep_for_a_while(rsvp, meeting, now)
        else:
            rsvp.save(update_fields=["asked_again_at"])
            set_reminders(rsvp)
    settle(meeting, now)


def call_off(meeting: Meeting, state: str, *, actor: Any = None, kind: str = "", about: Any = None) -> None:
    """Building block. The locked `meeting` does not take place: places and reminders go, people are told by `kind`."""
    require_transaction()
    meeting.state = state
    meeting.version += 1
    meeting.save(update_fields=["state", "version"])
    for rsvp in Rsvp.objects.filter(meeting=meeting).select_related("membership__account"):
        rsvp.meeting = meeting
        take_away(rsvp)
    if kind:
        tell_people(meeting, kind, actor=actor, about=about)


def take_up_again(meeting: Meeting, *, actor: Any = None, kind: str = "", about: Any = None) -> None:
    """Building block. The locked `meeting` takes place after all. Who had said yes is asked again."""
    require_transaction()
    now = clock.now()
    meeting.state = State.PLANNED
    meeting.version += 1
    meeting.save(update_fields=["state", "version"])
    Rsvp.objects.filter(meeting=meeting).exclude(answer=Answer.NOT_GOING).update(
        answer=Answer.MAYBE, asked_again_at=now
    )
    Rsvp.objects.filter(meeting=meeting, answer=Answer.NOT_GOING).update(asked_again_at=now)
    if kind:
        tell_people(meeting, kind, actor=actor, about=about)


def tell_people(meeting: Meeting, kind: str, *, actor: Any = None, about: Any = None) -> None:
    """Building block. A message to whoever said that they come, or might; and to a guest."""
    rows = Rsvp.objects.filter(meeting=meeting).live().exclude(answer=Answer.NOT_GOING)
    for rsvp in rows.select_related("membership__account"):
        if rsvp.membership.account != actor:
            notify(account=rsvp.membership.account, kind=kind, about=about or meeting)
    for guest in Guest.objects.expected().filter(meeting=meeting, account__isnull=False).select_related("account"):
        notify(account=guest.account, kind=kind, about=about or meeting)


def upcoming_of(series: Iterable[MeetingSeries], now: datetime) -> list[Meeting]:
    """Every meeting of these series that has not begun, in whatever state, by day."""
    return list(Meeting.objects.filter(series__in=list(series), starts_at__gt=now).order_by("original_day", "pk"))
