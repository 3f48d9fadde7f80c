"""Raid mode: one switch closes sign-up and invitations, for a day and no longer."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

import clock
from accounts import signals
from accounts.access import require
from accounts.models import RaidMode, User
from accounts.raids import raid_mode_on
from audit import services as audit

# Long enough for a night, and short enough that nobody who needs this place is kept out because it was forgotten.
LASTS = timedelta(hours=24)


@transaction.atomic(durable=True)
def begin_raid_mode(*, actor: User) -> RaidMode:
    """Nobody new comes in until it ends by itself, or somebody ends it. Where it is on already, that one stays."""
    require(actor, "accounts.switch_raid_mode")
    running = raid_mode_on().first()
    if running is not None:
        return running
    now = clock.now()
    RaidMode.objects.filter(ended_at__isnull=True, ends_at__lte=now).update(ended_at=F("ends_at"))
    try:
        with transaction.atomic():
            row = RaidMode.objects.create(began_at=now, ends_at=now + LASTS, began_by=actor)
    except IntegrityError:
        # Somebody else pressed at the same moment, and theirs stands.
        return raid_mode_on().get()
    audit.record(actor=actor, verb="raid_mode.began", target=row)
    signals.raid_mode_switched.send(sender=RaidMode)
    return row


@transaction.atomic(durable=True)
def end_raid_mode(*, actor: User) -> int:
    """People may come in again, whoever closed. Returns how many rows ended."""
    require(actor, "accounts.switch_raid_mode")
    rows = list(raid_mode_on().select_for_update(no_key=True, of=("self",)))
    for row in rows:
        row.ended_at, row.ended_by = clock.now(), actor
        row.save(update_fields=["ended_at", "ended_by"])
        audit.record(actor=actor, verb="raid_mode.ended", target=row)
    signals.raid_mode_switched.send(sender=RaidMode)
    return len(rows)
