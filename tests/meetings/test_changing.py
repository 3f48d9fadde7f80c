"""This one, this and following, all: what stays, what is asked again, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from meetings import services
from meetings.errors import ChangedMeanwhile, InThePast, MorePeopleThanSeats
from meetings.models import LiveMeeting, Meeting, MeetingSeries, Rsvp
from meetings.recurrence import Every, Rule, parse
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.live import make_soon
from tests.factories.meetings import a_plan, make_meeting, make_series, meetings_of, rsvp_of, says

pytestmark = pytest.mark.django_db


def about(row: Any, **changed: Any) -> services.About:
    from meetings.services.about import ABOUT

    return services.About(**{name: getattr(row, name) for name in ABOUT} | changed)


def move(actor: Any, row: Meeting, *, days: int = 0, at: time = time(19, 30), **changed: Any) -> Meeting:
    day = row.original_day + timedelta(days=days)
    return services.change_meeting(actor=actor, meeting=row, about=about(row, **changed), day=day, at=at)


def told(kind: str) -> set[int]:
    return set(Notification.objects.filter(kind=kind).values_list("account", flat=True))


def test_one_alone_keeps_its_own_words_when_the_series_changes(ben: Any, group: Any) -> None:
    series = make_series(ben, group, title="Evening")
    first, second = meetings_of(series)[:2]
    move(ben, first, title="With a guest")
    plan = replace(a_plan(title="Night"), first_day=first.original_day)
    services.change_series(actor=ben, meeting=second, plan=plan, following=False)
    titles = [row.title for row in meetings_of(series)]
    assert titles == ["With a guest"] + ["Night"] * 7


def test_a_moved_meeting_asks_again_and_keeps_places_for_a_while(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=2)
    says(ana, row)
    says(people[0], row)
    says(people[1], row)
    says(people[2], row, "maybe")
    says(people[3], row, "not_going")
    moved = move(ben, row, days=1)
    assert moved.is_moved and moved.starts_at == row.starts_at + timedelta(days=1)
    mine, waiting = rsvp_of(ana, row), rsvp_of(people[1], row)
    assert (mine.answer, mine.seat) == ("going", "offered") and mine.asked_again_at and mine.offer_until
    assert waiting.seat == "waiting" and waiting.asked_again_at
    assert told("meetings.moved") == {ana.pk, people[0].pk, people[1].pk, people[2].pk}
    assert says(ana, moved).seat == "held" and rsvp_of(ana, row).asked_again_at is None


def test_who_does_not_say_yes_again_makes_room(ben: Any, ana: Any, people: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    move(ben, row, days=1)
    stand_at(rsvp_of(ana, row).offer_until)
    services.lapse_offers()
    mine, next_one = rsvp_of(ana, row), rsvp_of(people[0], row)
    assert (mine.answer, mine.seat) == ("maybe", "none") and mine.lapsed_at
    assert next_one.seat == "offered"


def test_without_a_number_of_places_a_move_takes_nobodys(ben: Any, ana: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    move(ben, row, days=2)
    mine = rsvp_of(ana, row)
    assert mine.seat == "held" and mine.asked_again_at is not None


def test_a_change_of_words_asks_nobody(ben: Any, ana: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=2)
    says(ana, row)
    changed = move(ben, row, title="Another theme", minutes=90)
    assert changed.ends_at - changed.starts_at == timedelta(minutes=90)
    assert rsvp_of(ana, row).seat == "held" and rsvp_of(ana, row).asked_again_at is None
    assert not Notification.objects.filter(account=ana).exists()


def test_nobody_loses_a_place_by_a_smaller_number(ben: Any, ana: Any, people: Any, group: Any) -> None:
    series = make_series(ben, group, capacity=3)
    row = meetings_of(series)[0]
    says(ana, row)
    says(people[0], row)
    with pytest.raises(MorePeopleThanSeats):
        move(ben, row, capacity=1)
    plan = replace(a_plan(capacity=1), first_day=row.original_day)
    with pytest.raises(MorePeopleThanSeats):
        services.change_series(actor=ben, meeting=row, plan=plan, following=False)
    assert {one.capacity for one in meetings_of(series)} == {3}


def test_more_places_go_to_who_waits(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (ana, *people[:2]):
        says(who, row)
    move(ben, row, capacity=2)
    assert [rsvp_of(who, row).seat for who in (ana, *people[:2])] == ["held", "offered", "waiting"]
    move(ben, Meeting.objects.get(pk=row.pk), capacity=None)
    assert [rsvp_of(who, row).seat for who in (ana, *people[:2])] == ["held", "held", "held"]


def test_two_facilitators_changing_at_once_do_not_overwrite_each_other(ben: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    helper = make_account()
    join(group, helper, role="co_facilitator")
    move(helper, row, title="Hers")
    with pytest.raises(ChangedMeanwhile):
        services.change_meeting(
            actor=ben, meeting=row, about=about(row, title="His"), day=row.original_day, at=time(19, 30), version=0
        )
    assert Meeting.objects.get(pk=row.pk).title == "Hers"


def test_a_cancelled_meeting_frees_places_and_is_told(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    services.cancel_meeting(actor=ben, meeting=row)
    services.cancel_meeting(actor=ben, meeting=row)
    assert {rsvp.seat for rsvp in Rsvp.objects.filter(meeting=row)} == {"none"}
    assert Notification.objects.filter(kind="meetings.cancelled").count() == 2
    with pytest.raises(PermissionDenied):
        says(ana, row)
    services.take_up_meeting(actor=ben, meeting=row)
    assert rsvp_of(ana, row).asked_again_at is not None
    assert says(people[0], row).seat == "held"


def test_a_cancelled_meeting_is_not_made_again(ben: Any, group: Any) -> None:
    series = make_series(ben, group)
    row = meetings_of(series)[2]
    services.cancel_meeting(actor=ben, meeting=row)
    MeetingSeries.objects.update(filled_until=None)
    assert services.extend_series() == 0
    assert [one.state for one in meetings_of(series)].count("cancelled") == 1


def test_another_time_for_all_keeps_answers_and_asks_once(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    rows = meetings_of(series)
    for row in rows[:3]:
        says(ana, row)
    plan = replace(a_plan(at=time(20, 15)), first_day=rows[0].original_day)
    services.change_series(actor=ben, meeting=rows[0], plan=plan, following=False)
    again = meetings_of(series)
    assert [row.pk for row in again] == [row.pk for row in rows]
    assert {row.starts_at.time() for row in again} == {time(20, 15)}
    assert all(rsvp_of(ana, row).asked_again_at for row in rows[:3])
    assert Notification.objects.filter(account=ana, kind="meetings.changed").count() == 1


def test_another_weekday_for_all_takes_answers_along(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    rows = meetings_of(series)
    says(ana, rows[1])
    first = rows[0].original_day + timedelta(days=2)
    plan = replace(a_plan(), first_day=first, rule=Rule(Every.WEEK, days=(first.weekday(),)))
    services.change_series(actor=ben, meeting=rows[0], plan=plan, following=False)
    again = meetings_of(series)
    assert {row.original_day.weekday() for row in again} == {first.weekday()}
    assert rsvp_of(ana, rows[1]).meeting.original_day == rows[1].original_day + timedelta(days=2)
    assert rsvp_of(ana, rows[1]).asked_again_at is not None


def test_fewer_meetings_call_off_those_with_answers_and_drop_the_rest(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group)
    rows = meetings_of(series)
    says(ana, rows[1])
    first = rows[0].original_day
    plan = replace(a_plan(), first_day=first, rule=Rule(Every.WEEK, interval=2, days=(first.weekday(),)))
    services.change_series(actor=ben, meeting=rows[0], plan=plan, following=False)
    again = meetings_of(series)
    assert [row.state for row in again].count("planned") == 4
    assert Meeting.objects.get(pk=rows[1].pk).state == "cancelled" and told("meetings.cancelled") == {ana.pk}
    assert not Meeting.objects.filter(pk=rows[3].pk).exists()


def test_this_and_following_leaves_earlier_ones_alone(ben: Any, ana: Any, group: Any) -> None:
    series = make_series(ben, group, title="Evening")
    rows = meetings_of(series)
    for row in rows[:4]:
        says(ana, row)
    plan = replace(a_plan(at=time(18), title="Earlier"), first_day=rows[2].original_day)
    rest = services.change_series(actor=ben, meeting=rows[2], plan=plan, following=True)
    assert rest != series and rest.continues == series
    assert [row.pk for row in meetings_of(series)] == [row.pk for row in rows[:2]]
    assert [row.pk for row in meetings_of(rest)] == [row.pk for row in rows[2:]]
    assert {row.title for row in meetings_of(series)} == {"Evening"}
    assert {(row.title, row.starts_at.time()) for row in meetings_of(rest)} == {("Earlier", time(18))}
    assert [bool(rsvp_of(ana, row).asked_again_at) for row in rows[:4]] == [False, False, True, True]
    series.refresh_from_db()
    assert parse(series.rule).until == rows[2].original_day - timedelta(days=1)
    MeetingSeries.objects.update(filled_until=None)
    assert services.extend_series() == 0


def test_following_from_the_next_one_is_all(ben: Any, group: Any) -> None:
    series = make_series(ben, group)
    first = meetings_of(series)[0]
    plan = replace(a_plan(at=time(18)), first_day=first.original_day)
    assert services.change_series(actor=ben, meeting=first, plan=plan, following=True) == series


def test_a_pause_goes_with_the_rest(ben: Any, group: Any) -> None:
    series = make_series(ben, group)
    rows = meetings_of(series)
    services.pause_series(actor=ben, series=series, first_day=rows[3].original_day)
    plan = replace(a_plan(at=time(18)), first_day=rows[2].original_day)
    rest = services.change_series(actor=ben, meeting=rows[2], plan=plan, following=True)
    assert [row.state for row in meetings_of(rest)] == ["planned"] + ["paused"] * 5


def test_one_moved_alone_stays_where_it_was_put(ben: Any, group: Any) -> None:
    series = make_series(ben, group)
    rows = meetings_of(series)
    moved = move(ben, rows[1], days=1, at=time(12))
    plan = replace(a_plan(at=time(18)), first_day=rows[0].original_day)
    services.change_series(actor=ben, meeting=rows[0], plan=plan, following=False)
    assert Meeting.objects.get(pk=rows[1].pk).starts_at == moved.starts_at
    assert Meeting.objects.get(pk=rows[2].pk).starts_at.time() == time(18)


def test_a_single_meeting_becomes_a_series(ben: Any, ana: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    plan = replace(a_plan(), first_day=row.original_day)
    series = services.change_series(actor=ben, meeting=row, plan=plan, following=False)
    assert len(meetings_of(series)) == 8 and rsvp_of(ana, row).asked_again_at is None


def test_nothing_is_put_into_the_past(ben: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    with pytest.raises(InThePast):
        move(ben, row, days=-30)
    plan = replace(a_plan(), first_day=clock.now().date() - timedelta(days=30), rule=None)
    with pytest.raises(InThePast):
        services.change_series(actor=ben, meeting=row, plan=plan, following=False)


def test_members_outsiders_and_the_team_change_nothing(
    ana: Any, cy: Any, mo: Any, ada: Any, ben: Any, group: Any
) -> None:
    row = make_meeting(ben, group)
    for who in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            move(who, row, title="Mine")
        with pytest.raises(PermissionDenied):
            services.cancel_meeting(actor=who, meeting=row)
        with pytest.raises(PermissionDenied):
            services.take_up_meeting(actor=who, meeting=row)
        with pytest.raises(PermissionDenied):
            services.end_series(actor=who, series=row.series)
        with pytest.raises(PermissionDenied):
            services.change_series(actor=who, meeting=row, plan=a_plan(), following=False)


def test_what_is_over_is_not_changed(ben: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    stand_at(row.ends_at)
    with pytest.raises(PermissionDenied):
        move(ben, row, title="Later")
    with pytest.raises(PermissionDenied):
        services.cancel_meeting(actor=ben, meeting=row)


def test_a_meeting_whose_room_is_open_is_called_off_and_never_just_gone(ben: Any, group: Any) -> None:
    soon = make_soon(ben, group)
    services.come_in(actor=ben, meeting=soon)
    services.change_series(actor=ben, meeting=soon, plan=a_plan(days=20, weekly=False), following=False)
    soon.refresh_from_db()
    assert soon.state == "cancelled" and LiveMeeting.objects.filter(meeting=soon).exists()
