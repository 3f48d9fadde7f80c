"""Places: never more than there are, none free while somebody waits, and nobody loses one without a word."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts import services as accounts
from groups import services as groups
from meetings import services
from meetings.models import Meeting, Rsvp
from meetings.services.seats import OFFER_MOST, STANDBY, free_seats, offer_ends
from notifications.models import Notification
from tests.factories.accounts import make_account
from tests.factories.groups import join, leave, make_group, sign
from tests.factories.meetings import make_meeting, rsvp_of, says

pytestmark = pytest.mark.django_db


def seats(meeting: Any, *people: Any) -> list[str]:
    return [rsvp_of(who, meeting).seat for who in people]


def check(meeting: Meeting) -> None:
    """What must hold after every step before the standby minute."""
    rows = Rsvp.objects.filter(meeting=meeting)
    taken = rows.taking_seats().count()
    assert meeting.capacity is not None and taken <= meeting.capacity
    assert taken == meeting.capacity or not rows.live().waiting().exists()


def test_coming_takes_a_place_and_the_next_one_waits(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=2)
    assert [says(who, row).seat for who in (ana, people[0], people[1], people[2])] == [
        "held", "held", "waiting", "waiting"
    ]  # fmt: skip
    check(row)


def test_saying_it_twice_changes_nothing(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    first, second = says(people[0], row), says(people[0], row, just_listening=True)
    assert first.pk == second.pk and second.waiting_since == first.waiting_since and second.just_listening
    assert says(ana, row).seat == "held" and Rsvp.objects.count() == 2


def test_a_place_that_comes_free_is_offered_until_a_time(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (ana, people[0], people[1]):
        says(who, row)
    says(ana, row, "not_going")
    offer = rsvp_of(people[0], row)
    assert offer.seat == "offered" and clock.now() < offer.offer_until <= clock.now() + OFFER_MOST
    assert offer.offer_until.second == 0
    assert Notification.objects.get(kind="meetings.offer").account == people[0]
    assert seats(row, people[1]) == ["waiting"]
    check(row)


def test_an_offer_is_accepted_declined_or_goes_on(ben: Any, ana: Any, people: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (ana, *people[:3]):
        says(who, row)
    says(ana, row, "maybe")
    says(people[0], row, "not_going")
    assert seats(row, *people[:3]) == ["none", "offered", "waiting"]
    stand_at(rsvp_of(people[1], row).offer_until)
    assert services.lapse_offers() == 1 and services.lapse_offers() == 0
    assert seats(row, *people[:3]) == ["none", "none", "offered"]
    assert says(people[2], row).seat == "held"
    assert Notification.objects.filter(kind="meetings.offer").count() == 3


def test_an_offer_whose_time_is_over_is_not_accepted_even_before_the_sweep(
    ben: Any, ana: Any, people: Any, group: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (ana, people[0], people[1]):
        says(who, row)
    says(ana, row, "not_going")
    stand_at(rsvp_of(people[0], row).offer_until)
    assert says(people[0], row).seat == "waiting"
    assert seats(row, people[1]) == ["offered"]
    check(row)


def test_whoever_lets_an_offer_pass_is_not_written_to_again(
    ben: Any, ana: Any, people: Any, group: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    says(ana, row, "not_going")
    stand_at(rsvp_of(people[0], row).offer_until)
    services.lapse_offers()
    mine = rsvp_of(people[0], row)
    assert (mine.answer, mine.seat) == ("maybe", "none") and mine.lapsed_at is not None
    assert Notification.objects.filter(kind="meetings.offer").count() == 1
    # They may ask again, and the place is still free.
    assert says(people[0], row).seat == "held" and rsvp_of(people[0], row).lapsed_at is None


def test_how_long_an_offer_lasts() -> None:
    now = clock.now().replace(second=0, microsecond=0)
    for left, lasts in (
        (timedelta(days=7), timedelta(hours=12)),
        (timedelta(hours=8, minutes=1), timedelta(hours=2)),
        (timedelta(minutes=41), timedelta(minutes=15)),
        (timedelta(minutes=9), timedelta(minutes=8)),
    ):
        assert offer_ends(now + left, now) - now == lasts, left
    assert offer_ends(now + timedelta(seconds=80), now) <= now + timedelta(seconds=80) - STANDBY


def test_from_the_standby_minute_on_whoever_is_there_takes_what_is_free(
    ben: Any, ana: Any, people: Any, group: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (ana, *people[:3]):
        says(who, row)
    stand_at(row.starts_at, minutes=10)
    says(ana, row, "not_going")
    assert seats(row, people[0]) == ["offered"]
    stand_at(row.starts_at, seconds=50)
    services.lapse_offers()
    assert free_seats(row) == 1 and seats(row, people[1]) == ["waiting"]
    assert says(people[2], row).seat == "held"
    assert says(people[1], row).seat == "waiting"


def test_who_keeps_the_room_needs_no_place(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    assert says(ben, row).seat == "keeping" and says(ana, row).seat == "held"
    says(people[0], row)
    for keeper in (people[0], ana):
        sign(keeper)
    groups.set_role(actor=ben, membership=rsvp_of(people[0], row).membership, role="co_facilitator")
    assert seats(row, people[0]) == ["keeping"]
    says(people[1], row)
    groups.set_role(actor=ben, membership=rsvp_of(ana, row).membership, role="co_facilitator")
    assert seats(row, ana, people[1]) == ["keeping", "offered"]
    groups.set_role(actor=ben, membership=rsvp_of(ana, row).membership, role="member")
    assert seats(row, ana) == ["waiting"]
    check(row)


def test_leaving_frees_the_place_for_the_next(ben: Any, ana: Any, people: Any, group: Any, stand_at: Any) -> None:
    past = make_meeting(ben, group)
    says(ana, past)
    stand_at(past.ends_at)
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    groups.leave_group(actor=ana, group=group)
    assert not Rsvp.objects.filter(membership__account=ana).exists()
    assert seats(row, people[0]) == ["offered"]


def test_who_was_removed_or_never_was_here_cannot_come(
    ben: Any, ana: Any, cy: Any, mo: Any, ada: Any, group: Any
) -> None:
    row = make_meeting(ben, group)
    leave(group.memberships.get(account=ana), "removed")
    for who in (ana, cy, mo, ada):
        with pytest.raises(PermissionDenied):
            says(who, row)
    assert not Rsvp.objects.exists()


def test_who_is_on_the_way_out_makes_room(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    accounts.request_erasure(actor=ana)
    assert seats(row, people[0]) == ["offered"] and not Rsvp.objects.filter(membership__account=ana).exists()


def test_what_is_over_or_rests_takes_no_answer(ben: Any, ana: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    stand_at(row.ends_at)
    with pytest.raises(PermissionDenied):
        says(ana, row)


def test_by_default_nobody_sees_that_somebody_comes(ben: Any, ana: Any, people: Any, mo: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    says(people[0], row, shown_to="keepers")
    says(people[1], row, shown_to="group")

    def seen_by(user: Any) -> set[int]:
        return set(Rsvp.objects.visible_to(user).values_list("membership__account", flat=True))

    ids = [people[0].pk, people[1].pk]
    assert seen_by(ana) == {ana.pk, people[1].pk}
    assert seen_by(ben) == set(ids)
    assert seen_by(people[2]) == {people[1].pk}
    assert seen_by(mo) == set()


def test_a_block_hides_that_somebody_comes(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(people[0], row, shown_to="group")
    assert Rsvp.objects.visible_to(ana).exists()
    groups.block(actor=ana, membership=group.memberships.get(account=people[0]))
    assert not Rsvp.objects.visible_to(ana).exists()


def test_meetings_are_seen_by_members_and_by_nobody_else(
    ben: Any, ana: Any, cy: Any, mo: Any, ada: Any, group: Any
) -> None:
    row = make_meeting(ben, group)
    secret = make_meeting(ben, make_group(ben, entry="invite"))
    assert set(Meeting.objects.visible_to(ana)) == {row}
    assert set(Meeting.objects.visible_to(ben)) == {row, secret}
    for who in (cy, mo, ada):
        assert not Meeting.objects.visible_to(who).exists()


def test_in_any_order_of_steps_places_are_kept(ben: Any, group: Any, move_clock: Any) -> None:
    dice = random.Random(5)
    people = [make_account() for _ in range(7)]
    for number, person in enumerate(people):
        join(group, person, name=f"Dice {number}")
    row = make_meeting(ben, group, capacity=3, days=4)
    passed = 0.0
    for _ in range(150):
        step, who = dice.random(), dice.choice(people)
        if step < 0.75:
            says(who, row, dice.choice(["going", "going", "maybe", "not_going"]))
        elif step < 0.9:
            passed += dice.choice([600, 3600, 4 * 3600])
            move_clock(min(passed, 2.5 * 86400))
            services.lapse_offers()
        else:
            row = services.change_meeting(
                actor=ben,
                meeting=row,
                about=services.About(capacity=dice.randint(3, 5)),
                day=row.original_day,
                at=row.starts_at.time(),
            ) if Rsvp.objects.taking_seats().count() <= 3 else row  # fmt: skip
        check(row)
