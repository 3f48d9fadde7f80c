"""To offer a conversation to the others. It stays with whoever has it until somebody takes it, so nobody is left."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

import clock
from accounts.access import require
from moderation.errors import Taken
from moderation.models import Case
from moderation.services.cases import tell_team
from moderation.services.desk import done, held_by_other, hold
from moderation.services.staying import is_between


def held_by(account: Any) -> QuerySet[Case]:
    """The open conversations that are with `account` and that they have not offered: taken now, or theirs to stay with.

    What somebody else has for now is that person's to give.
    """
    now = clock.now()
    cases = Case.objects.visible_to(account).open().filter(offered_at__isnull=True)
    others = Q(claimed_until__gt=now) & Q(claimed_by__isnull=False) & ~Q(claimed_by=account)
    mine = Q(claimed_by=account, claimed_until__gt=now) | Q(companion=account)
    return cases.filter(mine).exclude(others)


@transaction.atomic(durable=True)
def offer(*, actor: Any, case: Case, version: int) -> Case:
    """“I would like to hand this over.” The others are told; until one of them takes it, nothing moves.

    Also for what nobody has: then it asks the others to look. Raises StaleCase, Ended, PermissionDenied, or Taken where
    somebody else has it or stays with them.
    """
    return _offer(actor, hold(actor, case, version))


def _is_theirs(actor: Any, held: Case) -> bool:
    """Nobody else has it for now, or stays with the person."""
    return not held_by_other(actor, held) and held.companion_id in (None, actor.pk)


def _offer(actor: Any, held: Case) -> Case:
    if not _is_theirs(actor, held):
        raise Taken(held)
    if held.offered_at is None:
        held.offered_by, held.offered_at = actor, clock.now()
        done(actor, held, "offered")
        # Those who could take it.
        tell_team(held, besides=[actor], moderators_only=is_between(held))
    return held


@transaction.atomic(durable=True)
def offer_all(*, actor: Any) -> int:
    """The same for everything that is with `actor`; returns how many."""
    require(actor, "moderation.work_desk")
    wanted = list(held_by(actor).values_list("pk", flat=True))
    count = 0
    for case in Case.objects.open().select_for_update(no_key=True, of=("self",)).filter(pk__in=wanted).order_by("pk"):
        if _is_theirs(actor, case):
            _offer(actor, case)
            count += 1
    return count


@transaction.atomic(durable=True)
def keep_it(*, actor: Any, case: Case, version: int) -> Case:
    """“I go on after all.” Raises StaleCase, Ended, PermissionDenied, or Taken where somebody else offered it."""
    held = hold(actor, case, version)
    if held.offered_by_id != actor.pk:
        raise Taken(held)
    held.offered_by = held.offered_at = None
    done(actor, held, "kept")
    return held
