"""Meeting Guide JSON: what directories read of groups that chose to be found, and what they never read."""

from __future__ import annotations

import json
import re
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import get_language_info

import clock
from groups.models import Group
from meetings import services
from meetings.feeds import guide
from meetings.recurrence import Every, Rule
from tests.factories.groups import make_group
from tests.factories.meetings import a_plan, make_meeting, make_series, meetings_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(ben: Any, group: Any) -> Any:
    return make_series(ben, group, title="A telling title", way="hybrid", address="1 Quay Road", access_notes="A step.")


@pytest.fixture
def published(ben: Any, group: Any, series: Any) -> Any:
    return services.choose_for_group(actor=ben, group=group, is_public=True)


# The codes of the format that we may give.
CODES = {
    "O", "C", "D", "ST", "XT", "DE", "EL", "EN", "S", "FR", "HE", "HI", "HR", "HU", "ITA", "JA", "KOR", "POL", "POR",
    "RUS", "SK", "SV", "TH", "TR", "UK",
}  # fmt: skip
TEXTS = {"name": 255, "slug": 64, "timezone": 64, "notes": 2000, "group": 255, "group_notes": 2000, "entity": 255}


def by_the_spec(entry: dict[str, Any]) -> None:
    for key, most in TEXTS.items():
        assert isinstance(entry[key], str) and 0 < len(entry[key]) <= most and "<" not in entry[key], key
    assert re.fullmatch(r"[a-z0-9-]+", entry["slug"])
    # Of several days in one entry, its readers lose some.
    assert type(entry["day"]) is int and 0 <= entry["day"] <= 6
    assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", entry[key]) for key in ("time", "end_time") if key in entry)
    assert entry["time"] < entry.get("end_time", "24:00")
    # What says nothing of a place is not shown by tsml-ui, nor `url`.
    assert entry["formatted_address"] and entry["approximate"] in ("yes", "no") and entry["website"] == entry["url"]
    assert entry["approximate"] == "no" or "conference_url" in entry
    assert entry["types"] and set(entry["types"]) <= CODES
    assert entry["entity_url"] == entry["entity_website_url"]
    assert not {"contact_1_name", "contact_1_email", "edit_url", "conference_phone"} & set(entry)


def test_each_code_means_in_the_format_what_is_meant_here() -> None:
    # The codes and their English names of @code4recovery/spec 1.1.9, as its package ships them.
    words = json.loads((Path(__file__).parent / "vendor/meeting_guide_types.json").read_text())
    names = {code: str(get_language_info(language)["name"]) for language, code in guide.LANGUAGES.items()}
    assert {code: words[code] for code in names} == names
    assert [words[code] for code in ("O", "C", "XT", *guide.FORMATS.values())] == [
        "Open", "Closed", "Cross Talk Permitted", "Discussion", "Step Study",
    ]  # fmt: skip
    assert CODES <= set(words)


def test_the_guide_lists_weekly_meetings_of_groups_that_chose_it(ben: Any, group: Any, published: Any) -> None:
    hidden = make_group(ben, name="Not chosen")
    make_series(ben, hidden)
    other = services.Plan(**{**vars(a_plan(weekly=True)), "rule": Rule(Every.WEEK, interval=2, days=(1,))})
    make_series(ben, group, other)
    make_meeting(ben, group)
    many = services.Plan(**{**vars(a_plan()), "rule": Rule(Every.WEEK, days=(0, 6))})
    make_series(ben, group, many)
    # Both days of the last one are among the next seven then, whatever day it is.
    with clock.standing_at(clock.now() + timedelta(days=14)):
        answer = Client().get("/meetings/guide.json")
    assert answer["Access-Control-Allow-Origin"] == "*" and answer["Content-Type"] == "application/json"
    found = answer.json()
    for entry in found:
        by_the_spec(entry)
    assert [entry["name"] for entry in found] == [f"{group.name}: A telling title", group.name, group.name]
    # Sunday is the first day there.
    assert {entry["day"] for entry in found[1:]} == {0, 1} and len({entry["slug"] for entry in found}) == 3
    assert found[0]["url"] == found[0]["conference_url"] and found[0]["url"].endswith(group.get_absolute_url())
    assert "Access-Control-Allow-Credentials" not in answer and not answer.cookies
    assert "Quay" not in answer.content.decode() and "A step." not in answer.content.decode()
    services.choose_for_group(actor=ben, group=group, is_public=True, shows_address=True)
    (found, *_rest) = Client().get("/meetings/guide.json").json()
    assert found["formatted_address"] == "1 Quay Road" and "A step." in found["notes"]


@pytest.mark.parametrize(
    ("way", "shown", "address", "place", "exact"),
    [
        ("online", True, "", "Ireland", "yes"),
        ("in_person", False, "1 Quay Road", "You learn the place when you join: Slow River", "no"),
        ("in_person", True, "", "You learn the place when you join: Slow River", "no"),
        ("in_person", True, "1 Quay Road, Cork", "1 Quay Road, Cork", "no"),
        ("hybrid", False, "1 Quay Road", "You learn the place when you join: Slow River", "no"),
    ],
)
def test_each_way_to_meet_says_of_its_place_what_a_directory_needs_and_no_more(
    way: str, shown: bool, address: str, place: str, exact: str, ben: Any, group: Any
) -> None:
    Group.objects.filter(pk=group.pk).update(name="Slow River")
    make_series(ben, group, way=way, address=address, zone="Europe/Dublin")
    services.choose_for_group(actor=ben, group=group, is_public=True, shows_address=shown)
    answer = Client().get("/meetings/guide.json")
    (entry,) = answer.json()
    by_the_spec(entry)
    assert (entry["formatted_address"], entry["approximate"]) == (place, exact)
    # Without it a reader would take what stands before the first comma.
    assert ("address" in entry) == (place.startswith("You learn")) and ("Quay" in answer.content.decode()) == (
        shown and bool(address)
    )
    assert ("conference_url" in entry) == (way != "in_person")


def test_what_changes_from_some_day_on_is_in_the_guide_once(ben: Any, group: Any) -> None:
    series = make_series(ben, group, days=3, zone="Europe/Dublin", at=time(18, 0))
    third = meetings_of(series)[2]
    plan = services.Plan(**{**vars(a_plan(zone="Asia/Tokyo", at=time(9, 0))), "first_day": third.original_day})
    services.change_series(actor=ben, meeting=third, plan=plan, following=True)
    services.choose_for_group(actor=ben, group=group, is_public=True)
    seen, morning = [], clock.now().replace(hour=10)
    for days in (0, 10, 11, 20):
        with clock.standing_at(morning + timedelta(days=days)):
            seen.append([(entry["timezone"], entry["time"]) for entry in guide.entries()])
    assert seen == [[("Europe/Dublin", "18:00")]] * 2 + [[("Asia/Tokyo", "09:00")]] * 2


def test_an_end_after_midnight_is_left_out_as_it_would_come_before_the_beginning(ben: Any, group: Any) -> None:
    for at in (time(23, 30), time(23, 0), time(22, 30)):
        make_series(ben, group, at=at, minutes=60)
    services.choose_for_group(actor=ben, group=group, is_public=True)
    assert [entry.get("end_time") for entry in guide.entries()] == [None, None, "23:30"]


def test_a_series_that_rests_until_somebody_ends_it_is_not_in_the_guide(ben: Any, published: Any, series: Any) -> None:
    services.pause_series(actor=ben, series=series, first_day=clock.now().date())
    assert Client().get("/meetings/guide.json").json() == []
