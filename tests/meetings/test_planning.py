"""Planning a series, keeping eight weeks of it real, pausing and ending it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

import clock
from audit.models import AuditEvent
from groups import services as groups
from meetings import services
from meetings.errors import InThePast, NoPauseToEnd, TooManySeries
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import Every, Rule
from meetings.services import planning
from moderation.models import Case, Level
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.meetings import a_plan, make_meeting, make_series, meetings_of, rsvp_of, says
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db


def test_a_weekly_series_has_eight_weeks_of_real_meetings(ben: Any, group: Any) -> None:
    series = make_series(ben, group, title="The hour before sleep", minutes=75)
    rows = meetings_of(series)
    assert len(rows) == 8
    assert all(row.ends_at - row.starts_at == timedelta(minutes=75) for row in rows)
    assert {row.title for row in rows} == {"The hour before sleep"}
    assert {later.starts_at - row.starts_at for row, later in zip(rows, rows[1:], strict=False)} == {timedelta(weeks=1)}
    assert AuditEvent.objects.filter(verb="series.planned", target_uid=series.uid, actor_uid=ben.uid).exists()


def test_it_grows_with_the_days_and_never_twice(ben: Any, group: Any, move_clock: Any) -> None:
    series = make_series(ben, group)
    assert services.extend_series() == 0
    move_clock(15 * 86400)
    assert services.extend_series() == 2
    assert services.extend_series() == 0
    days = [row.original_day for row in meetings_of(series)]
    assert len(days) == len(set(days)) == 10


def test_one_that_fails_stops_no_other(ben: Any, group: Any, move_clock: Any) -> None:
    lost, fine = make_series(ben, group), make_series(ben, group)
    MeetingSeries.objects.filter(pk=lost.pk).update(time_zone="Atlantis/Capital")
    move_clock(15 * 86400)
    assert services.extend_series() == 2
    assert len(meetings_of(lost)) == 8 and len(meetings_of(fine)) == 10


def test_a_series_that_comes_seldom_has_its_next_meeting(ben: Any, group: Any, move_clock: Any) -> None:
    plan = replace(a_plan(days=100), rule=Rule(Every.MONTH, interval=52, month_days=(15,)))
    series = make_series(ben, group, plan)
    assert len(meetings_of(series)) == 1
    daily = replace(a_plan(days=100), rule=Rule(Every.WEEK, days=tuple(range(7))))
    assert len(meetings_of(make_series(ben, group, daily))) == 1
    # Four years to the next one, and it goes on all the same.
    move_clock(140 * 86400)
    services.extend_series()
    series.refresh_from_db()
    assert len(meetings_of(series)) == 2 and series.ended_at is None


def test_a_plan_that_is_over_ends_and_makes_room_for_another(
    ben: Any, group: Any, move_clock: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(planning, "SERIES_MOST", 1)
    once = make_meeting(ben, group).series
    with pytest.raises(TooManySeries):
        make_series(ben, group)
    move_clock(4 * 86400)
    services.extend_series()
    once.refresh_from_db()
    assert once.ended_at is not None and make_series(ben, group).ended_at is None


def test_a_meeting_in_the_night_keeps_its_wall_time_through_the_change(ben: Any, group: Any) -> None:
    plan = services.Plan(
        first_day=date(2027, 2, 7), at=time(2, 30), time_zone="America/New_York", rule=Rule(Every.WEEK, days=(6,))
    )
    with clock.standing_at(clock.now().replace(year=2027, month=2, day=1)):
        series = make_series(ben, group, plan)
    # 14 March 2027 has no 2:30 there: it is 3:30, and one meeting all the same.
    found = {row.original_day: row.starts_at.hour for row in meetings_of(series)}
    assert found[date(2027, 3, 7)] == 7 and found[date(2027, 3, 14)] == 7 and found[date(2027, 3, 21)] == 6


def test_two_meetings_of_a_series_on_one_day_are_impossible(ben: Any, group: Any) -> None:
    row = meetings_of(make_series(ben, group))[0]
    twin = Meeting(
        series=row.series,
        original_day=row.original_day,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state="cancelled",
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_only_who_keeps_the_room_plans(ana: Any, cy: Any, mo: Any, ada: Any, ben: Any, group: Any) -> None:
    for who in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            make_series(who, group)
    groups.archive_group(actor=ben, group=group)
    with pytest.raises(PermissionDenied):
        make_series(ben, group)
    assert not MeetingSeries.objects.exists()


def test_sending_the_form_twice_plans_once(ben: Any, group: Any) -> None:
    plan, uid = a_plan(), "5a3ce9f0-0000-4000-8000-000000000001"
    first, second = (services.plan_series(actor=ben, group=group, plan=plan, uid=uid) for _ in range(2))
    assert first == second and MeetingSeries.objects.count() == 1
    other = make_group(ben)
    with pytest.raises(ValidationError):
        services.plan_series(actor=ben, group=other, plan=plan, uid=uid)


def test_what_cannot_be_is_said_kindly(ben: Any, group: Any, monkeypatch: Any) -> None:
    past = replace(a_plan(weekly=False), first_day=clock.now().date() - timedelta(days=1))
    with pytest.raises(InThePast):
        make_series(ben, group, past)
    never = replace(a_plan(), rule=Rule(Every.WEEK, days=(1,), until=date(2020, 1, 1)))
    with pytest.raises(ValidationError, match="never take place"):
        make_series(ben, group, never)
    with pytest.raises(ValidationError, match="time zone"):
        make_series(ben, group, a_plan(zone="Atlantis/Capital"))
    for wrong in ({"minutes": 5}, {"minutes": 5000}, {"capacity": 0}, {"title": "x" * 81}, {"format": "a lecture"}):
        with pytest.raises(ValidationError):
            make_series(ben, group, **wrong)
    monkeypatch.setattr(planning, "SERIES_MOST", 1)
    make_series(ben, group)
    with pytest.raises(TooManySeries):
        make_series(ben, group)


def test_line_breaks_and_directions_do_not_get_into_words(ben: Any, group: Any) -> None:
    row = make_meeting(
        ben, group, title="Tea\r\nATTENDEE:mailto:x", address="1 Quay\u202e\nRoad", way="in_person", late_minutes=500
    )
    assert (row.title, row.address) == ("Tea ATTENDEE:mailto:x", "1 Quay Road")
    # A way in that outlasts the meeting ends with it; an address is for where people meet.
    assert row.late_minutes == row.minutes
    assert make_meeting(ben, group, address="1 Quay Road", way="online").address == ""


@pytest.mark.parametrize("field", ["title", "access_notes", "address"])
def test_words_are_read_when_they_are_stored(field: str, ben: Any, mo: Any, group: Any) -> None:
    series = make_series(ben, group, way="hybrid", **{field: CRISIS})
    assert series.read_level == Level.CRISIS
    assert {row.read_level for row in meetings_of(series)} == {Level.CRISIS}
    # One matter, however many meetings carry the words.
    case = Case.objects.get()
    assert case.subject_account == ben and case.evidence.count() == 1


def test_words_that_were_not_read_are_read_late_and_once(ben: Any, group: Any) -> None:
    from moderation.services import read_unread

    series = make_series(ben, group, title=CRISIS)
    Case.objects.all().delete()
    for model in (MeetingSeries, Meeting):
        model.objects.update(read_level=Level.NOT_YET, read_at=None)
    assert read_unread() == 9
    assert Case.objects.get().evidence.count() == 1
    assert {row.read_level for row in meetings_of(series)} == {Level.CRISIS}


def test_a_pause_calls_meetings_off_and_the_end_of_it_asks_again(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group, capacity=3)
    rows = meetings_of(series)
    says(ana, rows[0])
    says(ana, rows[3])
    services.pause_series(actor=ben, series=series, first_day=rows[0].original_day, last_day=rows[1].original_day)
    states = [row.state for row in meetings_of(series)]
    assert states == ["paused"] * 2 + ["planned"] * 6
    assert rsvp_of(ana, rows[0]).seat == "none" and rsvp_of(ana, rows[3]).seat == "held"
    assert Notification.objects.filter(account=ana, kind="meetings.changed", about_uid=series.uid).count() == 1
    assert rows[0] not in Meeting.objects.upcoming(clock.now())
    services.end_pause(actor=ben, series=series)
    assert {row.state for row in meetings_of(series)} == {"planned"}
    again = rsvp_of(ana, rows[0])
    assert again.answer == "maybe" and again.asked_again_at is not None
    with pytest.raises(NoPauseToEnd):
        services.end_pause(actor=ben, series=series)


def test_meetings_that_come_within_a_pause_are_made_resting(ben: Any, group: Any, move_clock: Any) -> None:
    series = make_series(ben, group)
    last = meetings_of(series)[-1].original_day
    services.pause_series(actor=ben, series=series, first_day=last + timedelta(days=1))
    move_clock(15 * 86400)
    services.extend_series()
    assert [row.state for row in meetings_of(series)] == ["planned"] * 8 + ["paused"] * 2


def test_a_pause_that_ends_before_it_begins_is_refused(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    day = clock.now().date()
    with pytest.raises(ValidationError):
        services.pause_series(actor=ben, series=series, first_day=day, last_day=day - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        services.pause_series(actor=ana, series=series, first_day=day)


def test_the_end_of_a_series_is_told_to_who_comes(ben: Any, ana: Any, people: Any, group: Any) -> None:
    series = make_series(ben, group)
    row = meetings_of(series)[0]
    says(ana, row)
    says(people[0], row, "maybe")
    says(people[1], row, "not_going")
    services.end_series(actor=ben, series=series)
    services.end_series(actor=ben, series=series)
    assert {one.state for one in meetings_of(series)} == {"cancelled"}
    told = set(Notification.objects.filter(kind="meetings.cancelled").values_list("account", flat=True))
    assert told == {ana.pk, people[0].pk}
    assert services.extend_series() == 0


def test_a_group_that_ends_meets_no_more(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    says(ana, meetings_of(series)[0])
    groups.archive_group(actor=ben, group=group)
    series.refresh_from_db()
    assert series.ended_at is not None and {row.state for row in meetings_of(series)} == {"cancelled"}


def test_zones_that_get_other_rules_take_meetings_with_them(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    kept, moved = meetings_of(series)[:2]
    says(ana, kept)
    hour = timedelta(hours=1)
    Meeting.objects.filter(pk=kept.pk).update(starts_at=kept.starts_at + hour, ends_at=kept.ends_at + hour)
    Meeting.objects.filter(pk=moved.pk).update(
        starts_at=moved.starts_at + timedelta(minutes=30), ends_at=moved.ends_at + hour, is_moved=True
    )
    MeetingSeries.objects.filter(pk=series.pk).update(filled_until=None)
    services.extend_series()
    again = meetings_of(series)
    assert again[0].starts_at == kept.starts_at and again[1].starts_at == moved.starts_at + timedelta(minutes=30)
    assert Notification.objects.filter(account=ana, kind="meetings.moved").exists()


def test_a_co_facilitator_plans_and_a_facilitator_of_another_group_does_not(ben: Any, group: Any, eve: Any) -> None:
    helper = make_account()
    join(group, helper, role="co_facilitator")
    assert make_series(helper, group)
    make_group(eve)
    with pytest.raises(PermissionDenied):
        make_series(eve, group)
