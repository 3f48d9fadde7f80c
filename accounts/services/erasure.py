"""Giving back and erasing all that the platform holds of a person, through the privacy register."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction

import clock
from accounts import signals
from accounts.access import require
from accounts.models import User
from accounts.privacy import holdings
from accounts.services.access import bump_access_epoch, end_sessions
from audit import services as audit
from audit.models import AuditEvent
from rows import require_transaction

log = logging.getLogger(__name__)

# Long enough to change one's mind, short enough to be true to the word.
ERASURE_WAITS = timedelta(days=7)
# The line of the audit for an erasure that began because somebody was too young: nobody asked for it.
TOO_YOUNG = "erasure.too_young"


def export_of(*, actor: User) -> dict[str, list[dict[str, Any]]]:
    """All rows that the register holds of `actor`, by kind."""
    require(actor, "accounts.export", actor)
    with transaction.atomic():
        audit.record(actor=actor, verb="account.exported", target=actor)
    return {holding.kind: rows for holding in holdings if (rows := holding.export(actor))}


@transaction.atomic(durable=True)
def request_erasure(*, actor: User) -> None:
    """Hide the account at once, end its sign-ins, and erase it after ERASURE_WAITS unless the person signs in again."""
    require(actor, "accounts.request_erasure", actor)
    _erase_later(actor, verb="erasure.asked", by=actor)


def erase_too_young(account: User) -> None:
    """Block. The same for who was too young and does not come back; signing in takes it back."""
    require_transaction()
    _erase_later(account, verb=TOO_YOUNG, by=None)


def _erase_later(account: User, *, verb: str, by: User | None) -> None:
    account.erase_after = clock.now() + ERASURE_WAITS
    account.save(update_fields=["erase_after"])
    audit.record(actor=by, verb=verb, target=account)
    signals.account_hidden.send(sender=User, user=account)
    end_sessions(account)
    bump_access_epoch(account)


@transaction.atomic(durable=True)
def take_back_erasure(*, actor: User) -> None:
    """The person signed in again before the date: everything is as it was."""
    user = User.objects.select_for_update().get(pk=actor.pk)
    require(user, "accounts.take_back_erasure", user)
    actor.erase_after = None
    _stay(user, by=user)


def take_back_too_young(account: User) -> None:
    """Block. Their age was understood wrong: an erasure that began because of it ends. One they asked for goes on."""
    require_transaction()
    user = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk=account.pk).first()
    if user is None or user.erase_after is None:
        return
    told = AuditEvent.objects.filter(target_uid=user.uid, verb__startswith="erasure.").order_by("id").last()
    if told is None or told.verb != TOO_YOUNG:
        return
    account.erase_after = None
    _stay(user, reason="goodbye_lifted")


def _stay(user: User, *, by: User | None = None, reason: str = "") -> None:
    user.erase_after = None
    user.save(update_fields=["erase_after"])
    audit.record(actor=by, verb="erasure.taken_back", target=user, reason=reason)
    signals.account_shown.send(sender=User, user=user)


def erase_due(*, limit: int = 50) -> int:
    """Sweep. Erases accounts whose date has come, each in a transaction of its own; returns how many.

    One that cannot be erased is logged and tried again next time; it does not keep the others waiting.
    """
    due = User.objects.filter(erase_after__lte=clock.now()).order_by("erase_after").values_list("uid", flat=True)
    erased = 0
    for uid in list(due[:limit]):
        try:
            erased += erase_one(uid=uid)
        except Exception:
            log.exception("erasure of account %s did not work", uid)
    return erased


@transaction.atomic(durable=True)
def erase_one(*, uid: uuid.UUID) -> bool:
    """Erase the account with this uid if its date has come; False when there is none such."""
    user = User.objects.select_for_update().filter(uid=uid, erase_after__lte=clock.now()).first()
    if user is None:
        return False
    audit.record(verb="erasure.done", target=user)
    end_sessions(user)
    bump_access_epoch(user)
    signals.account_erased.send(sender=User, user=user)
    for holding in reversed(list(holdings)):
        holding.erase(user)
    return True
