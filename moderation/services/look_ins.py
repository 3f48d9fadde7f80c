"""After a death somebody looks in on those who were close: after a day and after a week, by a person."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Membership
from moderation.close import close_of
from moderation.models import LOOK_AGAIN_AFTER, Death, LookIn
from notifications.services import notify
from rows import require_transaction

log = logging.getLogger(__name__)
CLOSE_NOTICE = "deaths.look_in"
BATCH = 100


def plan_look_ins(death: Death) -> None:
    """Building block. Who said it looks in, where they keep the group; else whoever keeps it."""
    require_transaction()
    keepers = Membership.objects.keepers().filter(group=death.membership.group_id).exclude(pk=death.membership_id)
    said_it = keepers.filter(pk=death.said_as_id).first() if death.said_as_id is not None else None
    owner = said_it or keepers.order_by("joined_at", "pk").first()
    now = clock.now()
    for other in close_of(death.membership):
        # Somebody else looks in on who keeps the group, where there is anybody else.
        whose = owner if owner != other else keepers.exclude(pk=other.pk).first()
        LookIn.objects.bulk_create(
            LookIn(death=death, membership=other, owner=whose, place=place, due_at=now + after)
            for place, after in LOOK_AGAIN_AFTER.items()
        )


def forget_look_ins_of(death: Death) -> None:
    """Building block. It was a mistake: nobody has to be asked how they are because of it."""
    require_transaction()
    LookIn.objects.filter(death=death).delete()


@transaction.atomic(durable=True)
def note_looked_in(*, actor: Any, look_in: LookIn) -> LookIn:
    """“I looked in”, in whatever way. Nothing is written to anybody. Raises PermissionDenied before its time."""
    row: LookIn = LookIn.objects.select_for_update(no_key=True, of=("self",)).get(pk=look_in.pk)
    require(actor, "moderation.look_in_after", row)
    row.done_at = clock.now()
    row.save(update_fields=["done_at"])
    # On whom stays between the two.
    audit.record(actor=actor, verb="death.looked_in", target=row.death)
    return row


def bring_close_look_ins() -> int:
    """Sweep. Reminds who looks in that it is time; it writes to nobody else. Returns how many."""
    due = LookIn.objects.due(clock.now()).filter(raised_at__isnull=True).order_by("due_at")
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        # Those of whom nobody can be told are no reason that others wait.
        if count >= BATCH:
            break
        try:
            count += _bring(pk=pk)
        except Exception as error:
            log.error("a look-in after a death could not be brought: %s", type(error).__name__)
    return count


@transaction.atomic(durable=True)
def _bring(*, pk: int) -> int:
    rows = LookIn.objects.due(clock.now()).filter(raised_at__isnull=True)
    row = rows.select_for_update(no_key=True, of=("self",)).select_related("membership").filter(pk=pk).first()
    if row is None:
        return 0
    keepers = Membership.objects.keepers().filter(group=row.membership.group_id).exclude(pk=row.membership_id)
    could = [one for one in keepers if LookIn.objects.of_keeper(one.account).filter(pk=row.pk).exists()]
    if not could:
        # Nobody was told, so it is asked again: somebody may keep the room tomorrow.
        return 0
    row.raised_at = clock.now()
    row.save(update_fields=["raised_at"])
    # Whose it is; where they do not keep the room any more, or a block stands between the two, the others.
    for keeper in [one for one in could if one.pk == row.owner_id] or could:
        notify(account=keeper.account, kind=CLOSE_NOTICE, about=row.death)
    return 1
