"""What a calendar program reads is what we planned: every moment, on every side of a change of the clocks."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil import tz
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

import clock
from meetings import recurrence, services
from meetings.feeds import calendars, ical
from meetings.feeds.zones import vtimezone
from meetings.models import Meeting, MeetingSeries
from meetings.recurrence import Every, Pattern, Rule
from tests.factories.groups import make_group
from tests.factories.meetings import make_series, meetings_of, says
from tests.meetings.reading import by_the_book, starts, starts_of_dateutil
from tests.meetings.test_changing import about
from tests.meetings.test_recurrence_oracles import TIMES, ZONES, a_rule

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


def an_event(**fields: Any) -> ical.Event:
    usual: dict[str, Any] = {"uid": "one@calendar", "starts_at": NOW, "minutes": 60, "zone": "Europe/Dublin"}
    return ical.Event(**usual | {"title": "Meeting"} | fields)


def a_file(*events: ical.Event, private: bool = True) -> bytes:
    return ical.calendar(events, name="Meetings", now=NOW, private=private, refresh=timedelta(hours=6))


NASTY = (
    "two\r\nlines", "BEGIN:VEVENT\nEND:VCALENDAR", "a\x00b\x0bc", "semi;colon,comma\\back", "next\u2028line\x85end",
    "é" * 200, "\U0001f300" * 60, 'quote"d:colon', "\r\rX-EVIL:1", "\ttab", "",
)  # fmt: skip


@pytest.mark.parametrize("title", NASTY)
def test_whatever_somebody_writes_stays_one_value(title: str) -> None:
    body = a_file(an_event(title=title, words=title, place=title))
    lines = by_the_book(body)
    assert sum(line.startswith("BEGIN:VEVENT") for line in lines) == 1
    assert not any(line.startswith("X-EVIL") for line in lines)
    (event,) = icalendar.Calendar.from_ical(body).walk("VEVENT")
    plain = " ".join(str(event["SUMMARY"]).split())
    assert plain == " ".join(ical._CONTROL.sub(" ", title).split())


@given(st.text(max_size=300))
def test_any_text_is_written_by_the_book_and_read_back(title: str) -> None:
    title = title.encode("utf-8", "replace").decode()
    (event,) = icalendar.Calendar.from_ical(a_file(an_event(title=title))).walk("VEVENT")
    by_the_book(a_file(an_event(title=title)))
    assert str(event["SUMMARY"]).split() == ical._CONTROL.sub(" ", title).replace("\r", "\n").split()


def test_the_file_says_what_the_standards_ask_for() -> None:
    body = a_file(an_event(rule="FREQ=WEEKLY;BYDAY=MO", sequence=3, is_cancelled=True, url="https://x.example/"))
    lines = by_the_book(body)
    for wanted in (
        "VERSION:2.0", "METHOD:PUBLISH", "NAME:Meetings", "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "SEQUENCE:3",
        "STATUS:CANCELLED", "CLASS:PRIVATE", "DTSTART;TZID=Europe/Dublin:20270301T120000", "DURATION:PT60M",
        "RRULE:FREQ=WEEKLY;BYDAY=MO", "URL:https://x.example/", "TZID:Europe/Dublin",
    ):  # fmt: skip
        assert wanted in lines, wanted
    assert not any(line.startswith(("ORGANIZER", "ATTENDEE", "CONFERENCE")) for line in lines)


@pytest.mark.parametrize("name", ZONES)
def test_the_clocks_of_a_zone_are_read_back_as_they_are(name: str) -> None:
    written = "\r\n".join(["BEGIN:VCALENDAR", *vtimezone(name, 2026, 2031), "END:VCALENDAR", ""])
    (component,) = icalendar.Calendar.from_ical(written).walk("VTIMEZONE")
    read, ours = component.to_tz(lookup_tzid=False), ZoneInfo(name)
    hour = datetime(2026, 1, 2, 0, 30)
    changes = set()
    while hour < datetime(2031, 12, 30):
        offset = hour.replace(tzinfo=ours).utcoffset()
        # The two hours of a year that do not exist or come twice are read differently by everybody.
        if tz.datetime_exists(hour, ours) and not tz.datetime_ambiguous(hour, ours):
            assert hour.replace(tzinfo=read).utcoffset() == offset, hour
        changes.add(offset)
        hour += timedelta(hours=5)
    assert len(changes) == (1 if name in ("Asia/Kolkata", "America/Sao_Paulo") else 2)


@pytest.fixture
def keeper(ben: Any) -> Any:
    return ben


def rows_of(account: Any, series: MeetingSeries, low: datetime, high: datetime) -> list[tuple[datetime, int]]:
    rows = Meeting.objects.visible_to(account).filter(series__group=series.group, state="planned")
    return sorted(rows.filter(starts_at__gte=low, starts_at__lt=high).values_list("starts_at", "minutes"))


def shake(dice: random.Random, keeper: Any, series: MeetingSeries) -> None:
    """Move, cancel and change some meetings, and let the series rest for a while."""
    rows = meetings_of(series)
    for row in dice.sample(rows, min(len(rows), 3)):
        what = dice.random()
        if what < 0.4:
            services.cancel_meeting(actor=keeper, meeting=row)
            continue
        day = row.original_day + timedelta(days=dice.randint(0, 2))
        at = dice.choice(TIMES)
        if recurrence.moment(day, at, ZoneInfo(series.time_zone)) > clock.now():
            changed = about(row, minutes=dice.choice((30, 90)))
            services.change_meeting(actor=keeper, meeting=row, about=changed, day=day, at=at)
    if dice.random() < 0.4:
        first = rows[len(rows) // 2].original_day
        last = first + timedelta(days=dice.randint(0, 30)) if dice.random() < 0.5 else None
        services.pause_series(actor=keeper, series=series, first_day=first, last_day=last)


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [datetime(2027, 3, 5, 12, tzinfo=UTC), datetime(2027, 9, 27, 12, tzinfo=UTC)])
def test_two_readers_find_every_meeting_and_no_other(moment: datetime, keeper: Any, stand_at: Any) -> None:
    stand_at(moment)
    dice, total, jumps = random.Random(moment.month), 0, 0
    for number in range(36):
        zone = ZONES[number % len(ZONES)]
        group = make_group(keeper, time_zone=zone)
        while True:
            first = moment.date() + timedelta(days=dice.randint(2, 20))
            plan = services.Plan(first_day=first, at=dice.choice(TIMES), time_zone=zone, rule=a_rule(dice, first))
            try:
                series = make_series(keeper, group, plan)
                break
            except ValidationError:
                continue
        shake(dice, keeper, series)
        choices = services.choose_for_group(actor=keeper, group=group, is_public=True)
        body = calendars.of_group(choices)
        low, high = moment, moment + timedelta(weeks=7)
        mine = rows_of(keeper, series, low, high)
        assert starts(body, low, high) == mine, (number, series.rule, series.at, zone)
        if zone != "Europe/Dublin":
            # Its winter is written as a negative summer, which dateutil reads an hour off in one night of a year.
            alone = starts_of_dateutil(body, low, high)
            assert alone == [at for at, _ in mine], (number, series.rule, series.at, zone)
        total += len(mine)
        jumps += len({at.astimezone(ZoneInfo(zone)).utcoffset() for at, _ in mine}) > 1
    assert total > 100 and jumps > 2


def times_of(series: MeetingSeries) -> list[datetime]:
    return [row.starts_at for row in meetings_of(series)]


@pytest.mark.django_db
def test_a_time_that_the_clocks_jump_over_is_told_where_we_meet(keeper: Any, stand_at: Any) -> None:
    stand_at(datetime(2027, 3, 5, 12, tzinfo=UTC))
    group = make_group(keeper, time_zone="Europe/Berlin")
    rule = Rule(Every.WEEK, days=(6,))
    plan = services.Plan(first_day=date(2027, 3, 7), at=time(2, 30), time_zone="Europe/Berlin", rule=rule)
    series = make_series(keeper, group, plan)
    body = calendars.of_group(services.choose_for_group(actor=keeper, group=group, is_public=True))
    low, high = datetime(2027, 3, 6, tzinfo=UTC), datetime(2027, 4, 12, tzinfo=UTC)
    there = [at.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") for at, _ in starts(body, low, high)]
    assert there == ["07 02:30", "14 02:30", "21 02:30", "28 03:30", "04 02:30", "11 02:30"]
    assert [at for at, _ in starts(body, low, high)] == times_of(series)[:6]


@pytest.mark.django_db
def test_what_changes_is_said_with_a_higher_number(keeper: Any) -> None:
    group = make_group(keeper)
    series = make_series(keeper, group)
    choices = services.choose_for_group(actor=keeper, group=group, is_public=True)

    def whole() -> Any:
        events = icalendar.Calendar.from_ical(calendars.of_group(choices)).walk("VEVENT")
        return {bool(event.get("RECURRENCE-ID")): event for event in events}

    before = whole()[False]
    services.pause_series(actor=keeper, series=series, first_day=meetings_of(series)[-1].original_day)
    after = whole()[False]
    assert after["UID"] == before["UID"] and after["SEQUENCE"] > before["SEQUENCE"] and "UNTIL" in after["RRULE"]
    first = meetings_of(series)[0]
    services.cancel_meeting(actor=keeper, meeting=first)
    alone = whole()[True]
    assert alone["UID"] == before["UID"] and alone["STATUS"] == "CANCELLED"
    assert alone["SEQUENCE"] > after["SEQUENCE"] and alone["RECURRENCE-ID"].dt == first.starts_at


@pytest.mark.django_db
def test_ones_own_calendar_leaves_out_what_one_said_no_to(keeper: Any, ana: Any, group: Any) -> None:
    series = make_series(keeper, group)
    rows = meetings_of(series)
    says(ana, rows[1], "not_going")
    says(ana, rows[2], "maybe")
    feed, _token = services.make_calendar(actor=ana)
    low, high = clock.now(), clock.now() + timedelta(weeks=8)
    told = [at for at, _ in starts(calendars.of_person(feed), low, high)]
    assert told == [row.starts_at for row in rows if row != rows[1]]


@pytest.mark.django_db
def test_a_series_without_an_end_and_five_thousand_days_stays_a_small_file(keeper: Any, stand_at: Any) -> None:
    group = make_group(keeper, time_zone="Europe/Dublin")
    first = (clock.now() + timedelta(days=1)).date()
    rule = Rule(Every.WEEK, days=tuple(range(7)))
    plan = services.Plan(first_day=first, at=time(19), time_zone="Europe/Dublin", rule=rule)
    series = make_series(keeper, group, plan)
    choices = services.choose_for_group(actor=keeper, group=group, is_public=True)
    stand_at(Pattern(first, time(19), "Europe/Dublin").starts_at(first) + timedelta(days=5000))
    services.extend_series()
    low = clock.now()
    body = calendars.of_group(choices)
    assert len(body) < 8000
    told = [at for at, _ in starts(body, low, low + timedelta(weeks=7))]
    assert told == [at for at in times_of(series) if low <= at < low + timedelta(weeks=7)] and len(told) == 49


@pytest.mark.django_db
def test_a_zone_that_is_gone_still_tells_the_moments(keeper: Any) -> None:
    group = make_group(keeper)
    series = make_series(keeper, group)
    choices = services.choose_for_group(actor=keeper, group=group, is_public=True)
    MeetingSeries.objects.filter(pk=series.pk).update(time_zone="Mars/Olympus")
    body = calendars.of_group(choices)
    low = clock.now()
    assert [at for at, _ in starts(body, low, low + timedelta(weeks=9))] == times_of(series)
