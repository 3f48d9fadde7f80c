"""Many at one door, on SQLite and, where the services run, on PostgreSQL. Two hundred rounds: benchmarks/rsvps.py."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from groups import services as groups
from meetings import services
from meetings.models import Meeting, Rsvp
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.live import comes_in, leads_to, live_of, make_soon, now_of
from tests.factories.meetings import make_meeting, make_series, says
from tests.meetings.racing import SEATS, at_once, crowd, meetings, race

pytestmark = pytest.mark.django_db(transaction=True)
# On SQLite sixty-four writers mostly wait for each other.
ROUNDS = {"postgresql": 12, "sqlite": 4}


def test_sixty_four_at_once_never_take_more_places_and_leave_none_idle() -> None:
    keeper, group, people = crowd()
    for row in meetings(keeper, group, ROUNDS[connection.vendor]):
        assert race(row, people).faults == []


def test_the_last_place_and_a_leaving_member() -> None:
    keeper, people = make_account(), [make_account() for _ in range(6)]
    group = make_group(keeper, size=12)
    for number, person in enumerate(people):
        join(group, person, name=f"Racer {number}")
    row = make_meeting(keeper, group, capacity=2)
    for person in people[:4]:
        says(person, row)
    answers = at_once(
        [lambda person=person: groups.leave_group(actor=person, group=group) for person in people[:2]]
        + [lambda person=person: services.answer(actor=person, meeting=row, answer="going") for person in people[:6]]
    )
    # Who left may have been too early for their own answer; nothing else goes wrong.
    assert {type(one).__name__ for one in answers if isinstance(one, Exception)} <= {"PermissionDenied"}
    assert not Rsvp.objects.filter(membership__state="ended").exists()
    assert Rsvp.objects.filter(meeting=row).taking_seats().count() == 2


def test_two_sweeps_at_once_offer_a_place_once(stand_at: object) -> None:
    keeper, people = make_account(), [make_account() for _ in range(4)]
    group = make_group(keeper, size=12)
    for number, person in enumerate(people):
        join(group, person, name=f"Racer {number}")
    row = make_meeting(keeper, group, capacity=1)
    for person in people:
        says(person, row)
    says(people[0], row, "not_going")
    offer = Rsvp.objects.get(seat="offered")
    Rsvp.objects.filter(pk=offer.pk).update(offer_until=offer.offer_until - timedelta(days=1))
    at_once([services.lapse_offers] * 4)
    assert Rsvp.objects.filter(meeting=row, seat="offered").count() == 1


def test_two_sweeps_at_once_make_each_meeting_once(move_clock: object) -> None:
    keeper = make_account()
    series = make_series(keeper, make_group(keeper))
    Meeting.objects.filter(series=series).delete()
    type(series).objects.update(filled_until=None)
    answers = at_once([services.extend_series] * 4)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert sum(answers) == Meeting.objects.count() == 8


def test_reminders_are_handed_over_once_by_four_sweeps(stand_at: object) -> None:
    from meetings.models import Reminder
    from notifications.models import Notification

    keeper, group, people = crowd()
    row = meetings(keeper, group, 1)[0]
    for person in people[:SEATS]:
        says(person, row)
    Reminder.objects.update(due_at=row.starts_at - timedelta(days=30))
    answers = at_once([services.hand_over_reminders] * 4)
    assert not [one for one in answers if isinstance(one, Exception)]
    assert sum(answers) == Notification.objects.filter(kind="meetings.reminder").count() == SEATS


def test_everybody_presses_at_once_in_a_live_room_and_it_moves_on_once() -> None:
    keeper, people = make_account(), [make_account() for _ in range(5)]
    group = make_group(keeper, size=12)
    for number, person in enumerate(people):
        join(group, person, name=f"Racer {number}", role="co_facilitator" if number < 2 else "member")
    row = make_soon(keeper, group)
    answers = at_once([lambda person=person: services.come_in(actor=person, meeting=row) for person in people[:2]])
    for person in (keeper, *people[2:]):
        comes_in(person, row)
    assert not [one for one in answers if isinstance(one, Exception)] and len(now_of(row).people) == 6
    leads_to(keeper, row, "check_in")
    seen = live_of(row).version
    leaders = (keeper, *people[:2])
    answers = at_once(
        [lambda who=who: services.act(actor=who, meeting=row, kind="next", version=seen) for who in leaders]
        + [lambda who=who: services.act(actor=who, meeting=row, kind="hand") for who in people[2:]]
    )
    assert sorted(type(one).__name__ for one in answers[:3]) == ["LiveMeeting", "MovedOnAlready", "MovedOnAlready"]
    assert now_of(row).phase == "round"
    # Everybody reaches for the turn: one has it, and whoever leaves meanwhile is in nobody's way.
    answers = at_once(
        [lambda who=who: services.act(actor=who, meeting=row, kind="take") for who in (keeper, *people)]
        + [lambda: groups.leave_group(actor=people[4], group=group)]
    )
    faults = {type(one).__name__ for one in answers if isinstance(one, Exception)}
    assert faults <= {"NotNowInMeeting", "PermissionDenied"}
    state = now_of(row)
    assert len([one for one in answers[:6] if not isinstance(one, Exception)]) == 1 and state.turn
    assert len(state.people) == 5
