"""The rota: what comes back each week is made into shifts two weeks ahead, by the clock on somebody’s wall."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

import clock
from accounts.access import require
from accounts.policies import in_use
from audit import services as audit
from moderation.models import OnCallShift, RotaSlot

log = logging.getLogger(__name__)
AHEAD = timedelta(days=14)


@transaction.atomic(durable=True)
def add_slot(*, actor: Any, shown_name: str, weekday: int, begins: time, until: time, zone: str) -> RotaSlot:
    """“I am here every …”, and its shifts of the next two weeks. An end before the beginning is on the next day."""
    require(actor, "moderation.keep_watch")
    slot = RotaSlot(
        account=actor,
        shown_name=shown_name,
        weekday=weekday,
        begins=begins,
        until=until,
        zone=zone,
        made_at=clock.now(),
    )
    slot.full_clean()
    slot.save()
    _extend(slot)
    audit.record(actor=actor, verb="rota.added", target=slot)
    return slot


@transaction.atomic(durable=True)
def stop_slot(*, actor: Any, slot: RotaSlot) -> None:
    """It does not come back any more. A shift that is running goes on until its end."""
    require(actor, "moderation.change_rota", slot)
    slot.shifts.filter(starts_at__gt=clock.now()).delete()
    audit.record(actor=actor, verb="rota.stopped", target=slot)
    slot.delete()


@transaction.atomic(durable=True)
def cancel_shift(*, actor: Any, shift: OnCallShift) -> None:
    """“Not this time.” Nobody is promised that somebody is here."""
    require(actor, "moderation.change_rota", shift)
    held = OnCallShift.objects.select_for_update(no_key=True, of=("self",)).get(pk=shift.pk)
    if held.cancelled_at is None:
        held.cancelled_at = clock.now()
        held.save(update_fields=["cancelled_at"])
        audit.record(actor=actor, verb="shift.cancelled", target=held)


def extend_rota() -> int:
    """Sweep. Makes the shifts of the next two weeks that are not there yet; returns how many."""
    slots = RotaSlot.objects.filter(in_use("account__"), account__is_moderator=True)
    count = 0
    for pk in list(slots.values_list("pk", flat=True)):
        try:
            count += _extend_one(pk=pk)
        except Exception as error:
            log.error("a rota slot could not be extended: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _extend_one(*, pk: int) -> int:
    slot = RotaSlot.objects.select_for_update(no_key=True).filter(pk=pk).first()
    return _extend(slot) if slot is not None else 0


def _extend(slot: RotaSlot) -> int:
    now, count = clock.now(), 0
    day = now.astimezone(ZoneInfo(slot.zone)).date()
    for number in range(AHEAD.days):
        starts, ends = _on(slot, day + timedelta(days=number))
        if starts <= now or (day + timedelta(days=number)).weekday() != slot.weekday:
            continue
        made = OnCallShift.objects.get_or_create(
            slot=slot,
            starts_at=starts,
            defaults={"account_id": slot.account_id, "shown_name": slot.shown_name, "ends_at": ends},
        )[1]
        count += int(made)
    return count


def _on(slot: RotaSlot, day: date) -> tuple[datetime, datetime]:
    zone = ZoneInfo(slot.zone)
    last = day if slot.until > slot.begins else day + timedelta(days=1)
    starts = datetime.combine(day, slot.begins, tzinfo=zone).astimezone(UTC)
    # An hour that the clocks skip has no length of its own.
    return starts, max(datetime.combine(last, slot.until, tzinfo=zone).astimezone(UTC), starts + timedelta(minutes=1))
