"""Blocks that take rights away at once: sockets hear of it, sessions end."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F

from accounts import signals
from accounts.access import require
from accounts.models import User
from realtime import hub
from rows import effect, require_transaction


def bump_access_epoch(user: User) -> None:
    """Block. Sockets of `user` close within seconds, and at once where the hint arrives."""
    require_transaction()
    User.objects.filter(pk=user.pk).update(access_epoch=F("access_epoch") + 1)
    user.refresh_from_db(fields=["access_epoch"])
    uid = user.uid
    effect(lambda: hub.revoke_account(uid))


def end_sessions(user: User, *, keep: str = "") -> int:
    """Block. Ends every sign-in of `user` but the one with session key `keep`; returns how many ended."""
    require_transaction()
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


@transaction.atomic(durable=True)
def end_sessions_of(*, actor: User, keep: str = "") -> int:
    """End one's own sign-ins everywhere but here; returns how many ended."""
    require(actor, "accounts.change_profile", actor)
    ended = end_sessions(actor, keep=keep)
    bump_access_epoch(actor)
    signals.locks_changed.send(sender=User, user=actor)
    return ended


@transaction.atomic(durable=True)
def end_one_session(*, actor: User, number: int) -> bool:
    """End the one sign-in of `actor` with this row number; False when there is none such."""
    require(actor, "accounts.change_profile", actor)
    row = UserSession.objects.filter(user=actor, pk=number).first()
    if row is None:
        return False
    Session.objects.filter(session_key=row.session_key).delete()
    row.delete()
    bump_access_epoch(actor)
    return True
