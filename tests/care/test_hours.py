"""Opening hours as written beside a helpline, and whether it is open, also when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care.hours import DAYS, Hours, HoursError, Period, at, open_at, parse

DUBLIN, TOKYO = ZoneInfo("Europe/Dublin"), ZoneInfo("Asia/Tokyo")
SIX_ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Pacific/Apia",
]  # fmt: skip


def local(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone)


def state(text: str, moment: datetime, zone: ZoneInfo = DUBLIN) -> str:
    return open_at(parse(text), moment, zone).state


def test_an_empty_text_is_unknown_and_never_open() -> None:
    assert parse("") is None
    for hour in range(0, 24 * 7, 3):
        assert state("", local(DUBLIN, 2026, 11, 23) + timedelta(hours=hour)) == "unknown"


def test_day_and_night_is_always_open() -> None:
    assert state("24/7", local(DUBLIN, 2026, 11, 23, 3, 0)) == "open"


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("mo-fr 08:00-18:00", (2026, 11, 23, 8, 0), "open"),  # a Monday
        ("mo-fr 08:00-18:00", (2026, 11, 23, 7, 59), "closed"),
        ("mo-fr 08:00-18:00", (2026, 11, 23, 18, 0), "closed"),
        ("mo-fr 08:00-18:00", (2026, 11, 28, 12, 0), "closed"),
        ("su-fr 08:00-18:00", (2026, 11, 22, 12, 0), "open"),
        ("su-fr 08:00-18:00; sa 10:00-14:00", (2026, 11, 28, 13, 59), "open"),
        ("su-fr 08:00-18:00; sa 10:00-14:00", (2026, 11, 28, 14, 0), "closed"),
        ("mo-su 15:30-00:30", (2026, 11, 24, 0, 29), "open"),
        ("mo-su 15:30-00:30", (2026, 11, 24, 0, 30), "closed"),
        ("fr 22:00-06:00", (2026, 11, 28, 5, 59), "open"),  # Saturday morning belongs to Friday night
        ("fr 22:00-06:00", (2026, 11, 27, 5, 59), "closed"),
        ("mo-su 08:00-24:00", (2026, 11, 23, 23, 59), "open"),
        ("mo-su 08:00-24:00", (2026, 11, 24, 0, 0), "closed"),
        ("mo,th,fr 00:00-24:00; tu,we,sa,su 06:00-24:00", (2026, 11, 24, 0, 0), "closed"),
        ("mo,th,fr 00:00-24:00; tu,we,sa,su 06:00-24:00", (2026, 11, 26, 0, 0), "open"),
    ],
)  # fmt: skip
def test_a_line_is_open_from_its_first_minute_to_before_its_last(
    text: str, moment: tuple[int, ...], expected: str
) -> None:
    assert state(text, local(DUBLIN, *moment)) == expected


@pytest.mark.parametrize(
    ("text", "moment", "opens"),
    [
        ("mo-fr 08:00-18:00", (2026, 11, 23, 7, 0), (2026, 11, 23, 8, 0)),
        ("mo-fr 08:00-18:00", (2026, 11, 27, 18, 0), (2026, 11, 30, 8, 0)),
        ("mo-su 15:30-00:30", (2026, 11, 24, 0, 30), (2026, 11, 24, 15, 30)),
        ("we 09:00-10:00", (2026, 11, 25, 10, 0), (2026, 12, 2, 9, 0)),
    ],
)
def test_a_closed_line_says_when_it_opens_next(text: str, moment: tuple[int, ...], opens: tuple[int, ...]) -> None:
    found = open_at(parse(text), local(DUBLIN, *moment), DUBLIN)
    assert found.opens_at == local(DUBLIN, *opens)


def test_hours_follow_the_clock_where_the_line_is_and_not_that_of_the_reader() -> None:
    noon_in_dublin = local(DUBLIN, 2026, 11, 23, 12, 0)
    assert state("mo-su 10:00-14:00", noon_in_dublin, DUBLIN) == "open"
    assert state("mo-su 10:00-14:00", noon_in_dublin, TOKYO) == "closed"


@pytest.mark.parametrize(
    "text",
    [
        "24", "24 / 7", "8-18", "mo-fr 8:00-18:00", "mo-fr 08:00–18:00", "mo-fr 08:00-18:00;sa 10:00-14:00", " 24/7",
        "mo-fr 08:00-18:00; ", "xx 08:00-18:00", "mo-xx 08:00-18:00", "mo-fr 08:60-18:00", "mo-fr 08:00-24:01",
        "mo-fr 24:00-08:00", "mo-fr 08:00-08:00", "mo,mo 08:00-18:00", "mo-we,tu 08:00-18:00", "Mo-Fr 08:00-18:00",
        "mo--fr 08:00-18:00", "mo, fr 08:00-18:00", "٠٨:00", "mo ٠٨:٠٠-18:00", "unknown",
        "mo-fr 08:00-18:00 sa 10:00-14:00",
    ],
)  # fmt: skip
def test_hours_that_can_be_read_in_two_ways_or_in_none_are_refused(text: str) -> None:
    with pytest.raises(HoursError):
        parse(text)


def test_a_line_opens_when_the_clock_jumps_over_its_first_minute() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)  # 02:00 becomes 03:00
    assert state("mo-su 02:30-12:00", jump - timedelta(seconds=1), berlin) == "closed"
    assert state("mo-su 02:30-12:00", jump, berlin) == "open"


def test_a_line_that_closes_in_the_doubled_hour_closes_the_first_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30, and again an hour later
    assert state("mo-su 20:00-02:30", first - timedelta(seconds=1), berlin) == "open"
    assert state("mo-su 20:00-02:30", first, berlin) == "closed"
    assert state("mo-su 20:00-02:30", first + timedelta(hours=1), berlin) == "closed"


def test_a_shift_over_the_long_night_of_autumn_stays_open_for_its_extra_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start, end = at(datetime(2026, 10, 24).date(), 22 * 60, berlin), at(datetime(2026, 10, 25).date(), 6 * 60, berlin)
    assert end - start == timedelta(hours=9)
    for minutes in range(0, 9 * 60, 10):
        assert state("mo-su 22:00-06:00", start + timedelta(minutes=minutes), berlin) == "open"


days = st.lists(st.sampled_from(range(7)), min_size=1, max_size=7, unique=True)
moments = st.datetimes(datetime(2011, 1, 3), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))
zones = st.sampled_from(SIX_ZONES).map(ZoneInfo)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.integers(0, 1439))
    return Period(tuple(draw(days)), start, draw(st.integers(start + 1, start + 1439)))


def written(period: Period) -> str:
    def clock(minutes: int) -> str:
        return "24:00" if minutes == 1440 else f"{minutes % 1440 // 60:02}:{minutes % 60:02}"

    return f"{','.join(DAYS[day] for day in period.days)} {clock(period.start)}-{clock(period.end)}"


@given(st.lists(periods(), min_size=1, max_size=4))
def test_what_is_written_is_read_back(many: list[Period]) -> None:
    assert parse("; ".join(written(period) for period in many)) == Hours(tuple(many))


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    try:
        parse(text)
    except HoursError:
        pass


@given(moments, zones)
def test_open_every_day_from_midnight_to_midnight_leaves_no_gap_in_any_zone(moment: datetime, zone: ZoneInfo) -> None:
    assert open_at(parse("mo-su 00:00-24:00"), moment, zone).state == "open"


@given(periods(), moments, zones)
def test_a_closed_line_is_open_at_the_moment_it_names_and_not_before(
    period: Period, moment: datetime, zone: ZoneInfo
) -> None:
    hours = Hours((period,))
    found = open_at(hours, moment, zone)
    if found.state == "open":
        assert found.opens_at is None
        return
    assert found.opens_at is not None
    opens = found.opens_at.astimezone(UTC)
    assert moment < opens
    assert open_at(hours, opens, zone).state == "open"
    assert open_at(hours, opens - timedelta(seconds=1), zone).state == "closed"


@given(periods(), moments, zones)
def test_away_from_clock_changes_open_is_what_the_clock_on_the_wall_says(
    period: Period, moment: datetime, zone: ZoneInfo
) -> None:
    here = moment.astimezone(zone)
    if len({(here + timedelta(hours=hour)).utcoffset() for hour in range(-60, 61, 6)}) > 1:
        return
    minute = here.hour * 60 + here.minute
    today = here.weekday() in period.days and period.start <= minute < period.end
    yesterday = (here.weekday() - 1) % 7 in period.days and period.start <= minute + 1440 < period.end
    assert (open_at(Hours((period,)), moment, zone).state == "open") == (today or yesterday)


# The nights on which clocks change in 2026, in six zones: (zone, the first moment after the change, by how much).
CHANGES = [
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), 60),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC), -60),
    ("America/New_York", datetime(2026, 3, 8, 7, tzinfo=UTC), 60),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC), -60),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC), -30),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC), 30),
    ("America/Santiago", datetime(2026, 4, 5, 3, tzinfo=UTC), -60),
    ("America/Santiago", datetime(2026, 9, 6, 4, tzinfo=UTC), 60),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC), -60),
    ("Africa/Casablanca", datetime(2026, 3, 22, 2, tzinfo=UTC), 60),
    ("Pacific/Auckland", datetime(2026, 4, 4, 14, tzinfo=UTC), -60),
    ("Pacific/Auckland", datetime(2026, 9, 26, 14, tzinfo=UTC), 60),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "minutes"), CHANGES)
def test_the_nights_of_this_table_are_those_on_which_clocks_change(name: str, change: datetime, minutes: int) -> None:
    zone, second = ZoneInfo(name), timedelta(seconds=1)
    before, after = (change - second).astimezone(zone).utcoffset(), change.astimezone(zone).utcoffset()
    assert before is not None and after is not None
    assert after - before == timedelta(minutes=minutes)


@pytest.mark.parametrize(("name", "change", "minutes"), CHANGES)
def test_a_line_for_the_night_is_open_through_the_change_and_closes_by_the_clock_on_the_wall(
    name: str, change: datetime, minutes: int
) -> None:
    zone = ZoneInfo(name)
    for step in range(-90, 91, 15):
        assert state("mo-su 20:00-08:00", change + timedelta(minutes=step), zone) == "open"
    morning = change.astimezone(zone).replace(hour=8, minute=0, second=0, microsecond=0)
    assert state("mo-su 20:00-08:00", morning.astimezone(UTC) - timedelta(seconds=1), zone) == "open"
    assert state("mo-su 20:00-08:00", morning.astimezone(UTC), zone) == "closed"


@pytest.mark.parametrize(("name", "change", "minutes"), CHANGES)
def test_a_line_for_the_day_is_closed_through_the_change_and_opens_by_the_clock_on_the_wall(
    name: str, change: datetime, minutes: int
) -> None:
    zone = ZoneInfo(name)
    for step in range(-60, 61, 15):
        found = open_at(parse("mo-su 08:00-20:00"), change + timedelta(minutes=step), zone)
        assert found.state == "closed" and found.opens_at is not None
        assert (found.opens_at.hour, found.opens_at.minute) == (8, 0)
        assert timedelta() < found.opens_at.astimezone(UTC) - (change + timedelta(minutes=step)) < timedelta(hours=11)


@pytest.mark.parametrize(("name", "change", "minutes"), CHANGES)
def test_unknown_hours_are_never_open_also_while_clocks_change(name: str, change: datetime, minutes: int) -> None:
    for step in range(-180, 181, 5):
        found = open_at(None, change + timedelta(minutes=step), ZoneInfo(name))
        assert found.state == "unknown" and found.opens_at is None
