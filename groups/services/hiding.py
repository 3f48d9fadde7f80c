"""Blocks and mutes: silent, known only to who made them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.access import require
from audit import services as audit
from groups import signals
from groups.models import Block, Membership, Mute


@transaction.atomic(durable=True)
def block(*, actor: Any, membership: Membership) -> Block:
    """Neither reads the other where this name is shown, and contact is refused everywhere. Twice is harmless."""
    made: Block | None = Block.objects.filter(blocker=actor, against=membership).first()
    if made is not None:
        return made
    require(actor, "groups.hide_name", membership)
    if membership.account is None:
        raise PermissionDenied("groups.hide_name")
    made = Block.objects.create(
        blocker=actor,
        blocked=membership.account,
        against=membership,
        name=membership.display_name,
        created_at=clock.now(),
    )
    audit.record(actor=actor, verb="name.blocked", target=membership)
    signals.block_changed.send(sender=Block, block=made, blocker=actor, blocked=membership.account)
    return made


@transaction.atomic(durable=True)
def unblock(*, actor: Any, block: Block) -> None:
    """Take one's own block back. Twice is harmless; somebody else's is a PermissionDenied."""
    require(actor, "groups.unblock", block)
    if block.pk is None or not Block.objects.filter(pk=block.pk).exists():
        return
    other = block.blocked
    audit.record(actor=actor, verb="name.unblocked", target=block)
    Block.objects.filter(pk=block.pk).delete()
    signals.block_changed.send(sender=Block, block=None, blocker=actor, blocked=other)


@transaction.atomic(durable=True)
def mute_name(*, actor: Any, membership: Membership) -> Mute:
    """Do not read one name for now. Twice is harmless."""
    made: Mute | None = Mute.objects.filter(account=actor, membership=membership).first()
    if made is not None:
        return made
    require(actor, "groups.hide_name", membership)
    made = Mute.objects.create(account=actor, membership=membership, created_at=clock.now())
    audit.record(actor=actor, verb="name.muted", target=membership)
    signals.mute_changed.send(sender=Mute, account=actor, membership=membership, muted=True)
    return made


@transaction.atomic(durable=True)
def unmute_name(*, actor: Any, mute: Mute) -> None:
    """Read the name again. Twice is harmless; somebody else's mute is a PermissionDenied."""
    require(actor, "groups.unmute", mute)
    if mute.pk is None or not Mute.objects.filter(pk=mute.pk).exists():
        return
    audit.record(actor=actor, verb="name.unmuted", target=mute.membership)
    Mute.objects.filter(pk=mute.pk).delete()
    signals.mute_changed.send(sender=Mute, account=actor, membership=mute.membership, muted=False)
