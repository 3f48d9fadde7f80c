"""What a rule means, what is refused, and the two hours of a year that need an answer."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from meetings import recurrence
from meetings.recurrence import (
    BadRule,
    Change,
    Every,
    ImpossibleDate,
    NeverHappens,
    Pattern,
    Pause,
    Rule,
    TooMany,
    UnknownZone,
    aligned,
    days,
    moment,
    occurrences,
    parse,
    shift,
    zone_of,
)

DUBLIN, NEW_YORK = ZoneInfo("Europe/Dublin"), ZoneInfo("America/New_York")
TUESDAYS = Pattern(date(2026, 3, 3), time(19, 30), "Europe/Dublin", Rule(Every.WEEK, days=(1,)))


def test_it_needs_no_framework() -> None:
    tree = ast.parse(Path(recurrence.__file__).read_text())
    names = {n.module.partition(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert "dateutil" in names
    assert not names & {"django", "groups", "chat", "clock", "accounts", "rows"}


def test_the_wall_time_stays_when_the_clocks_change() -> None:
    found = occurrences(TUESDAYS, date(2026, 3, 1), date(2026, 4, 10))
    assert [one.starts_at.hour for one in found] == [19, 19, 19, 19, 18, 18]
    assert {one.starts_at.astimezone(DUBLIN).time() for one in found} == {time(19, 30)}


def test_a_time_in_the_gap_moves_forward_by_the_jump() -> None:
    at = moment(date(2026, 3, 29), time(1, 30), DUBLIN)
    assert at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at.astimezone(DUBLIN).time() == time(2, 30)
    assert moment(date(2026, 3, 8), time(2, 30), NEW_YORK).astimezone(NEW_YORK).time() == time(3, 30)
    # The clocks of Lord Howe jump by half an hour.
    howe = ZoneInfo("Australia/Lord_Howe")
    assert moment(date(2026, 10, 4), time(2, 15), howe).astimezone(howe).time() == time(2, 45)


def test_a_time_that_comes_twice_is_the_first() -> None:
    at = moment(date(2026, 11, 1), time(1, 30), NEW_YORK)
    assert at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert moment(date(2026, 10, 25), time(1, 30), DUBLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_two_thirty_through_the_night_of_the_change_is_one_meeting_a_week() -> None:
    nights = Pattern(date(2026, 3, 1), time(2, 30), "America/New_York", Rule(Every.WEEK, days=(6,)))
    found = occurrences(nights, date(2026, 3, 1), date(2026, 3, 22))
    assert [one.starts_at.astimezone(NEW_YORK).time() for one in found] == [
        time(2, 30), time(3, 30), time(2, 30), time(2, 30)
    ]  # fmt: skip


def test_every_second_week_is_counted_from_the_first_day_that_fits() -> None:
    late = Pattern(date(2026, 3, 4), time(18), "UTC", Rule(Every.WEEK, interval=2, days=(1, 3)))
    assert aligned(late).first_day == date(2026, 3, 5)
    found = days(aligned(late), date(2026, 3, 1), date(2026, 4, 5))
    assert found == [date(2026, 3, 5), date(2026, 3, 17), date(2026, 3, 19), date(2026, 3, 31), date(2026, 4, 2)]


def test_the_last_friday_and_the_thirty_first() -> None:
    fridays = aligned(Pattern(date(2026, 1, 1), time(18), "UTC", Rule(Every.MONTH, days=(4,), nth=-1)))
    assert days(fridays, date(2026, 1, 1), date(2026, 3, 31)) == [
        date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 27)
    ]  # fmt: skip
    ends = Pattern(date(2026, 1, 31), time(18), "UTC", Rule(Every.MONTH, month_days=(31,)))
    assert days(ends, date(2026, 1, 1), date(2026, 5, 31)) == [
        date(2026, 1, 31), date(2026, 3, 31), date(2026, 5, 31)
    ]  # fmt: skip


def test_a_count_is_counted_from_the_beginning_and_a_last_day_is_included() -> None:
    four = Pattern(date(2026, 3, 3), time(19), "UTC", Rule(Every.WEEK, days=(1,), count=4))
    assert days(four, date(2026, 3, 15), date(2027, 3, 1)) == [date(2026, 3, 17), date(2026, 3, 24)]
    until = Pattern(date(2026, 3, 3), time(19), "UTC", Rule(Every.WEEK, days=(1,), until=date(2026, 3, 17)))
    assert days(until, date(2026, 3, 1), date(2027, 3, 1))[-1] == date(2026, 3, 17)


def test_without_a_rule_it_happens_once() -> None:
    once = Pattern(date(2026, 3, 3), time(19), "UTC")
    assert aligned(once) == once and days(once, date(2026, 1, 1), date(2027, 1, 1)) == [date(2026, 3, 3)]
    assert days(once, date(2026, 3, 4), date(2027, 1, 1)) == []


def test_what_was_decided_for_one_day_holds() -> None:
    changes = {
        date(2026, 3, 10): Change(Change.Kind.SKIPPED),
        date(2026, 3, 17): Change(Change.Kind.CANCELLED),
        date(2026, 3, 24): Change(Change.Kind.MOVED, date(2026, 3, 26), time(20)),
    }
    found = occurrences(TUESDAYS, date(2026, 3, 1), date(2026, 3, 31), changes=changes)
    assert [(one.day.day, one.cancelled, one.moved) for one in found] == [
        (3, False, False), (17, True, False), (24, False, True), (31, False, False)
    ]  # fmt: skip
    assert found[2].starts_at == datetime(2026, 3, 26, 20, tzinfo=UTC)


def test_one_that_was_moved_counts_where_it_was_moved_to() -> None:
    changes = {date(2026, 3, 31): Change(Change.Kind.MOVED, date(2026, 4, 2), time(20))}
    march = occurrences(TUESDAYS, date(2026, 3, 25), date(2026, 3, 31), changes=changes)
    april = occurrences(TUESDAYS, date(2026, 4, 1), date(2026, 4, 6), changes=changes)
    assert march == [] and [one.day for one in april] == [date(2026, 3, 31)]
    # A day that the rule does not give cannot be moved.
    stray = {date(2026, 3, 30): Change(Change.Kind.MOVED, date(2026, 4, 2), time(20))}
    assert occurrences(TUESDAYS, date(2026, 4, 1), date(2026, 4, 6), changes=stray) == []


def test_nothing_takes_place_in_a_pause_but_what_was_decided_for_its_day() -> None:
    changes = {date(2026, 3, 17): Change(Change.Kind.MOVED, date(2026, 3, 18), time(19))}
    pauses = [Pause(date(2026, 3, 10), date(2026, 3, 24))]
    found = occurrences(TUESDAYS, date(2026, 3, 1), date(2026, 3, 31), changes=changes, pauses=pauses)
    assert [one.day.day for one in found] == [3, 17, 31]
    assert occurrences(TUESDAYS, date(2026, 3, 1), date(2027, 1, 1), pauses=[Pause(date(2026, 3, 4))])[1:] == []


def test_a_rule_that_never_ends_is_bounded_by_its_window() -> None:
    assert len(days(TUESDAYS, date(2026, 1, 1), date(2026, 12, 31))) == 44
    daily = Pattern(date(2026, 1, 1), time(8), "UTC", Rule(Every.WEEK, days=tuple(range(7))))
    with pytest.raises(TooMany):
        days(daily, date(2026, 1, 1), date(9999, 1, 1))
    with pytest.raises(TooMany):
        Rule(Every.WEEK, days=(1,), count=5000)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(Every.WEEK, days=(1,), until=date(2026, 3, 2)),
        Rule(Every.MONTH, month_days=(31,), until=date(2026, 3, 30)),
        Rule(Every.MONTH, days=(0,), nth=5, until=date(2026, 3, 29)),
    ],
)
def test_a_rule_that_never_happens_is_said_at_once(rule: Rule) -> None:
    with pytest.raises(NeverHappens):
        aligned(Pattern(date(2026, 3, 3), time(19), "UTC", rule))


def test_a_rule_of_no_times_is_refused() -> None:
    with pytest.raises(NeverHappens):
        Rule(Every.WEEK, days=(1,), count=0)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe/Dublin\n", "x" * 5000, "a\x00b"])
def test_a_zone_that_is_not_there_is_named_so(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_of(name)
    with pytest.raises(UnknownZone):
        Pattern(date(2026, 3, 3), time(19), name)


@pytest.mark.parametrize(
    "text",
    [
        "", "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYDAY=1TU,2TU",
        "FREQ=WEEKLY;BYDAY=TU;COUNT=2;UNTIL=20260101", "FREQ=WEEKLY;BYDAY=TU;INTERVAL=0", "FREQ=MONTHLY;BYDAY=6TU",
        "FREQ=WEEKLY;BYDAY=TU;BYDAY=WE", "FREQ=WEEKLY;BYDAY=TU\r\nATTENDEE:mailto:a",
        "FREQ=WEEKLY;BYDAY=TU;INTERVAL=-1",
        "FREQ=WEEKLY;BYDAY=TU;INTERVAL=99999999999999999999", "freq=weekly;byday=tu", "FREQ=WEEKLY;BYDAY=TU;",
        "FREQ=WEEKLY;BYDAY=TU;BYMONTHDAY=1", "FREQ=SECONDLY;BYDAY=TU", "FREQ=WEEKLY;BYDAY=TU;UNTIL=2026",
    ],
)  # fmt: skip
def test_what_is_no_rule_of_ours_is_refused(text: str) -> None:
    with pytest.raises(BadRule):
        parse(text)


def test_impossible_days_are_refused() -> None:
    with pytest.raises(ImpossibleDate):
        parse("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260230")
    with pytest.raises(ImpossibleDate):
        Pattern(date(9999, 1, 1), time(19), "UTC")


def test_a_meeting_comes_an_hour_earlier_where_the_clocks_did_not_change() -> None:
    at = time(19, 30)
    # Dublin goes forward on 29 March, New York on 8 March.
    march_10 = shift((date(2026, 3, 10), at), (date(2026, 3, 3), at), here="America/New_York", there="Europe/Dublin")
    march_31 = shift((date(2026, 3, 31), at), (date(2026, 3, 24), at), here="America/New_York", there="Europe/Dublin")
    kolkata = shift((date(2026, 3, 31), at), (date(2026, 3, 24), at), here="Asia/Kolkata", there="Europe/Dublin")
    same = shift((date(2026, 3, 31), at), (date(2026, 3, 24), at), here="Europe/Paris", there="Europe/Dublin")
    assert (march_10, march_31, kolkata, same) == (60, -60, -60, 0)
