"""The line at 18 in the database itself: raw statements past every service are refused, on SQLite and PostgreSQL."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

import clock
from accounts.ages import Ages
from accounts.models import Profile
from chat import line
from chat.models import Participant, Room
from groups.models import Group, Membership
from tests.factories.groups import join, leave, make_group
from tests.factories.young import make_trusted, make_young, make_young_group

pytestmark = pytest.mark.django_db


@pytest.fixture
def fay() -> Any:
    """An adult whom the team trusts with the young."""
    return make_trusted()


@pytest.fixture
def kit() -> Any:
    return make_young()


@pytest.fixture
def young(fay: Any) -> Group:
    return make_young_group(fay)


def raw_participant(room: Room, *, account: Any = None, membership: Membership | None = None) -> None:
    row = [uuid.uuid4().hex if connection.vendor == "sqlite" else uuid.uuid4(), room.pk, account and account.pk,
           membership and membership.pk, "Somebody", "seed", 0, 0, clock.now()]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO chat_participant (uid, room_id, account_id, membership_id, label, avatar_seed, last_read_seq, "
            "access_epoch, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            row,
        )


def raw_room(kind: str, ages: str, group: Group | None = None) -> Room:
    with transaction.atomic():
        return Room.objects.create(kind=kind, ages=ages, group=group)


@pytest.mark.parametrize("kind", ["buddy", "side", "care"])
@pytest.mark.parametrize("ages", list(Ages))
def test_a_raw_insert_brings_nobody_across_the_line_into_a_private_room(
    kind: str, ages: str, kit: Any, fay: Any, ana: Any
) -> None:
    room = raw_room(kind, ages)
    fits, across = (kit, [fay, ana]) if ages == Ages.UNDER_18 else (ana, [kit])
    raw_participant(room, account=fits)
    for stranger in across:
        with pytest.raises(IntegrityError, match="people under 18 and adults"):
            raw_participant(room, account=stranger)
    assert [one.account for one in Participant.objects.filter(room=room)] == [fits]


def test_nor_behind_a_membership_nor_by_moving_or_waking_a_row(young: Group, kit: Any, fay: Any, ana: Any) -> None:
    theirs, keeps = join(young, kit), Membership.objects.get(group=young, account=fay)
    side = raw_room("side", Ages.UNDER_18, young)
    raw_participant(side, membership=theirs)
    with pytest.raises(IntegrityError):
        raw_participant(side, membership=keeps)
    # In the room of everybody they are together, and cannot be moved to where nobody else is.
    there = Participant.objects.get(membership=keeps, room__kind="group")
    for changed in ({"room": side}, {"account": None, "membership": theirs, "room": raw_room("buddy", Ages.ADULTS)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=there.pk).update(**changed)
    gone = Participant.objects.create(room=side, account=ana, label="x", avatar_seed="x", ended_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=gone.pk).update(ended_at=None)
    for changed in ({"ages": Ages.ADULTS}, {"kind": "meeting"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Room.objects.filter(pk=side.pk).update(**changed)


def test_no_group_holds_both_and_none_changes_sides(young: Group, kit: Any, fay: Any, ana: Any, ben: Any) -> None:
    adults = make_group(ben)
    for group, account, role in (
        (adults, kit, "member"), (young, ana, "member"), (young, ana, "facilitator"), (young, kit, "co_facilitator"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            join(group, account, role=role)
    mine = Membership.objects.get(group=young, account=fay)
    wrong: list[tuple[Any, dict[str, Any]]] = [
        (Membership.objects.filter(pk=mine.pk), {"role": "member"}),
        (Membership.objects.filter(pk=mine.pk), {"group": adults, "account": kit}),
        (Group.objects.filter(pk=young.pk), {"ages": Ages.ADULTS}),
        (Group.objects.filter(pk=young.pk), {"entry": "open"}),
    ]
    for rows, changed in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**changed)
    with pytest.raises(IntegrityError):
        raw_room("meeting", Ages.ADULTS, young)


def test_an_age_changes_only_once_nothing_of_the_other_side_is_left(young: Group, kit: Any, fay: Any) -> None:
    theirs = join(young, kit)
    rows = Profile.objects.filter(user=kit)
    # Too young, or not said, is no step on the way over.
    rows.update(age_band="under")
    for band in ("young", "adult", "older"):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(age_band=band)
    with pytest.raises(IntegrityError), transaction.atomic():
        Profile.objects.filter(user=fay).update(approved_for_young_at=None)
    leave(theirs)
    rows.update(age_band="young")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(pk=theirs.pk).update(state="active")


def standing() -> set[str]:
    with connection.cursor() as cursor:
        return line._standing(cursor, connection.vendor)


def test_the_triggers_come_down_only_where_a_migration_needs_it_and_are_all_up_again_after_it() -> None:
    before = standing()
    assert len(before) >= 6 and line.all_stand()
    line.take_down()
    # On PostgreSQL they hold all the time: a migration that fails says nothing afterwards.
    assert standing() == (set() if connection.vendor == "sqlite" else before)
    line.put_up()
    line.put_up()
    assert standing() == before


def test_one_that_is_missing_is_seen_and_goes_up_beside_those_that_stand(kit: Any, ben: Any, client: Client) -> None:
    adults = make_group(ben)
    rule = f"{line.PREFIX}_membership" + ("_new" if connection.vendor == "sqlite" else "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {rule}" + ("" if connection.vendor == "sqlite" else " ON groups_membership"))
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200 and answer.json()["line"] is False
    line.put_up()
    assert client.get("/healthz/ready").json()["line"] is True
    with pytest.raises(IntegrityError), transaction.atomic():
        join(adults, kit)


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite switches no trigger off")
def test_one_that_is_switched_off_is_seen_and_switched_on_again() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE chat_participant DISABLE TRIGGER {line.PREFIX}_participant")
    assert not line.all_stand()
    line.put_up()
    assert line.all_stand()
