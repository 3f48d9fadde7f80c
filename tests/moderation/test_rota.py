"""The rota: by the clock on somebody's wall, two weeks ahead, and honest when somebody is not there after all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

import clock
from moderation import services
from moderation.duty import on_duty
from moderation.models import OnCallShift, RotaSlot
from moderation.services import extend_rota
from tests.factories.accounts import make_account

pytestmark = pytest.mark.django_db
BERLIN = ZoneInfo("Europe/Berlin")


def add(actor: Any, **more: Any) -> RotaSlot:
    kept = {"shown_name": "Mara", "weekday": 1, "begins": time(20), "until": time(23), "zone": "Europe/Berlin"}
    return services.add_slot(actor=actor, **{**kept, **more})


def test_a_slot_makes_its_shifts_two_weeks_ahead_and_each_once(mo: Any) -> None:
    with clock.standing_at(datetime(2030, 1, 7, 12, tzinfo=UTC)):
        slot = add(mo)
        assert [shift.starts_at for shift in slot.shifts.all()] == [
            datetime(2030, 1, 8, 19, tzinfo=UTC), datetime(2030, 1, 15, 19, tzinfo=UTC)
        ]  # fmt: skip
        assert extend_rota() == 0
    with clock.standing_at(datetime(2030, 1, 9, 12, tzinfo=UTC)):
        assert extend_rota() == 1
    assert slot.shifts.count() == 3


def test_the_clock_on_the_wall_is_what_counts_when_summer_time_begins(mo: Any) -> None:
    with clock.standing_at(datetime(2030, 3, 25, 12, tzinfo=UTC)):
        slot = add(mo, weekday=6, begins=time(22), until=time(6))
    for shift in slot.shifts.all():
        assert shift.starts_at.astimezone(BERLIN).time() == time(22)
        assert shift.ends_at.astimezone(BERLIN).time() == time(6)
        assert shift.ends_at - shift.starts_at == timedelta(hours=8)
    with clock.standing_at(datetime(2030, 3, 25, 12, tzinfo=UTC)):
        # The night in which an hour is missing, with both ends in it.
        short = add(mo, weekday=6, begins=time(2, 10), until=time(2, 50))
        assert all(shift.ends_at > shift.starts_at for shift in short.shifts.all())


def test_members_read_when_the_next_person_is_here_and_not_who_said_not_this_time(mo: Any, client_of: Any) -> None:
    with clock.standing_at(datetime(2030, 1, 7, 12, tzinfo=UTC)):
        slot = add(mo)
        first, second = slot.shifts.all()
        assert on_duty().next_from == first.starts_at
        services.cancel_shift(actor=mo, shift=first)
        assert on_duty().next_from == second.starts_at
        assert extend_rota() == 0, "what was cancelled came back"
        assert not on_duty(first.starts_at + timedelta(minutes=5)).is_somebody_here
        assert on_duty(second.starts_at + timedelta(minutes=5)).name == "Mara"
        services.stop_slot(actor=mo, slot=slot)
        assert on_duty().next_from is None


def test_of_who_left_the_team_nothing_is_promised(mo: Any) -> None:
    add(mo)
    type(mo).objects.filter(pk=mo.pk).update(is_moderator=False)
    assert on_duty().next_from is None
    OnCallShift.objects.all().delete()
    assert extend_rota() == 0


def test_nobody_changes_the_rota_of_somebody_else(mo: Any, ana: Any) -> None:
    other = make_account("other", is_moderator=True)
    slot = add(mo)
    for who in (other, ana):
        with pytest.raises(PermissionDenied):
            services.stop_slot(actor=who, slot=slot)
        with pytest.raises(PermissionDenied):
            services.cancel_shift(actor=who, shift=slot.shifts.first())
    with pytest.raises(PermissionDenied):
        add(ana)
    with pytest.raises(IntegrityError), transaction.atomic():
        shift = slot.shifts.first()
        OnCallShift.objects.create(
            account=mo, shown_name="Mara", starts_at=shift.starts_at, ends_at=shift.ends_at, slot=slot
        )


def test_the_page_adds_cancels_and_stops(client_of: Any, mo: Any, ana: Any) -> None:
    client = client_of(mo)
    assert client_of(ana).get("/desk/rota/").status_code == 404
    # Neither today nor in a week: of both of the next two the page speaks at any hour.
    day = clock.now() + timedelta(days=3)
    data = {"shown_name": "Mara", "weekday": str(day.weekday()), "begins": "20:00", "until": "22:00"}
    assert client.post("/desk/rota/", {**data, "until": ""}).status_code == 422
    assert client.post("/desk/rota/", data).status_code == 302
    slot = RotaSlot.objects.get()
    page = client.get("/desk/rota/").content.decode()
    assert f"{day:%A}s" in page and "Not this time" in page and slot.shifts.count() == 2
    shift = slot.shifts.first()
    assert client.post(f"/desk/rota/{shift.uid}/not-this-time/").status_code == 302
    assert OnCallShift.objects.get(pk=shift.pk).cancelled_at is not None
    assert client.post(f"/desk/rota/{slot.uid}/stop/").status_code == 302
    assert not RotaSlot.objects.exists() and not OnCallShift.objects.filter(cancelled_at=None).exists()
