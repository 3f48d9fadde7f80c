"""Who is on the team."""

from __future__ import annotations

from django.db import transaction

from accounts.access import require
from accounts.models import User
from accounts.services.access import bump_access_epoch
from audit import services as audit


@transaction.atomic(durable=True)
def appoint(*, actor: User, account: User, moderator: bool, admin: bool) -> None:
    """Give or take the two roles of the team. Nobody changes their own, so that a second person always knows."""
    require(actor, "accounts.appoint", account)
    row = User.objects.select_for_update().get(pk=account.pk)
    for verb, field, wanted in (("moderator", "is_moderator", moderator), ("admin", "is_staff", admin)):
        if getattr(row, field) != wanted:
            setattr(row, field, wanted)
            audit.record(actor=actor, verb=f"role.{verb}_{'given' if wanted else 'taken'}", target=row)
    row.save(update_fields=["is_moderator", "is_staff"])
    bump_access_epoch(row)
    account.refresh_from_db(fields=["is_moderator", "is_staff", "access_epoch"])


@transaction.atomic
def note_second_step(*, account: User, change: str) -> None:
    """Block with a savepoint of its own, because the library changes the row before it says so.

    One audit line: `change` is a code such as "added_totp".
    """
    audit.record(actor=account, verb="account.second_step_changed", target=account, reason=change)
