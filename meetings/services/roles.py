"""Roles that make others rely on you: taken for some weeks, handed on with a thank-you, put down in one tap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group, Membership
from meetings.models import ServiceRole

WEEKS = (2, 4, 8)


@transaction.atomic(durable=True)
def take_role(*, actor: Any, group: Group, role: str, weeks: int = WEEKS[1]) -> ServiceRole:
    """`actor` does this for the group for some weeks. Who does it already goes on, from today."""
    mine = _locked(actor, group)
    require(actor, "meetings.take_role", group)
    if mine is None:
        raise PermissionDenied("meetings.take_role")
    return _begin(mine, ServiceRole.Role(role), weeks)


def _locked(actor: Any, group: Group) -> Membership | None:
    """One's own row in the group, locked: two taps at once are one."""
    rows = Membership.objects.select_for_update(no_key=True, of=("self",)).of(actor)
    found: Membership | None = rows.filter(group=group).first()
    return found


def _begin(mine: Membership, role: str, weeks: int) -> ServiceRole:
    if weeks not in WEEKS:
        raise ValidationError(_("Please choose how many weeks."), code="weeks")
    now = clock.now()
    row = ServiceRole.objects.filter(membership=mine, role=role, ended_at__isnull=True).first()
    row = row or ServiceRole(membership=mine, role=role)
    if row.pk and row.until <= now:
        row.taken_at = now
    row.until, row.offered_to = now + timedelta(weeks=weeks), None
    row.save()
    audit.record(actor=mine.account, verb="role.taken", target=row, reason=role)
    return row


@transaction.atomic(durable=True)
def put_down_role(*, actor: Any, role: ServiceRole) -> None:
    """It is over, without a reason. Twice is harmless."""
    require(actor, "meetings.hold_role", role)
    if ServiceRole.objects.filter(pk=role.pk, ended_at__isnull=True).update(ended_at=clock.now(), offered_to=None):
        audit.record(actor=actor, verb="role.put_down", target=role, reason=role.role)


@transaction.atomic(durable=True)
def hand_on_role(*, actor: Any, role: ServiceRole, to: Membership) -> ServiceRole:
    """Ask somebody of the same group to take it on. Until they do, it stays where it is.

    Whoever may be in need is not shown the question, and whoever asked does not learn of it.
    """
    require(actor, "meetings.hold_role", role)
    row = ServiceRole.objects.select_for_update(no_key=True, of=("self",)).get(pk=role.pk)
    seen = Membership.objects.visible_to(actor).filter(group=row.membership.group_id, state="active")
    if row.ended_at is not None or to.pk == row.membership_id or not seen.filter(pk=to.pk).exists():
        raise ValidationError(_("Please choose somebody of the group."), code="whom")
    row.offered_to = to
    row.save(update_fields=["offered_to"])
    audit.record(actor=actor, verb="role.offered", target=row, reason=row.role)
    return row


@transaction.atomic(durable=True)
def answer_role(*, actor: Any, role: ServiceRole, yes: bool, weeks: int = WEEKS[1]) -> ServiceRole | None:
    """Take on what somebody hands on, with thanks to them; or leave it with them, without a reason."""
    mine = _locked(actor, role.membership.group)
    row = ServiceRole.objects.select_for_update(no_key=True, of=("self",)).select_related("offered_to").get(pk=role.pk)
    require(actor, "meetings.take_on_role", row)
    if mine is None:
        raise PermissionDenied("meetings.take_on_role")
    row.offered_to = None
    if not yes:
        row.save(update_fields=["offered_to"])
        return None
    row.ended_at, row.thanked_by = clock.now(), mine
    row.save(update_fields=["offered_to", "ended_at", "thanked_by"])
    audit.record(actor=actor, verb="role.handed_on", target=row, reason=row.role)
    return _begin(mine, row.role, weeks)
