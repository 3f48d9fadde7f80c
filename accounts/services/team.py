"""Who is on the team."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts import signals
from accounts.access import require
from accounts.ages import Ages, ages_of
from accounts.models import User
from accounts.services.access import bump_access_epoch
from audit import services as audit


@transaction.atomic(durable=True)
def appoint(*, actor: User, account: User, moderator: bool, admin: bool, young: bool | None = None) -> None:
    """Give or take the two roles of the team, and that it trusts somebody with people under 18 (None: as it was).

    Nobody changes their own, so that a second person always knows. Raises ValidationError for who is not of age.
    """
    require(actor, "accounts.appoint", account)
    row = User.objects.select_for_update().get(pk=account.pk)
    for verb, field, wanted in (("moderator", "is_moderator", moderator), ("admin", "is_staff", admin)):
        if getattr(row, field) != wanted:
            setattr(row, field, wanted)
            audit.record(actor=actor, verb=f"role.{verb}_{'given' if wanted else 'taken'}", target=row)
    row.save(update_fields=["is_moderator", "is_staff"])
    if young is not None:
        _trust(actor, account, young)
    bump_access_epoch(row)
    account.refresh_from_db(fields=["is_moderator", "is_staff", "access_epoch"])


def _trust(actor: User, account: User, young: bool) -> None:
    profile = account.profile
    if (profile.approved_for_young_at is not None) == young:
        return
    if young and ages_of(account) is not Ages.ADULTS:
        raise ValidationError({"young": _("Only who said that they are of age keeps groups of the young.")}, code="age")
    if not young:
        signals.trust_taken.send(sender=User, user=account)
    profile.approved_for_young_at = clock.now() if young else None
    profile.save(update_fields=["approved_for_young_at"])
    audit.record(actor=actor, verb=f"role.young_{'given' if young else 'taken'}", target=account)


@transaction.atomic
def note_second_step(*, account: User, change: str) -> None:
    """Block with a savepoint of its own, because the library changes the row before it says so.

    One audit line: `change` is a code such as "added_totp".
    """
    audit.record(actor=account, verb="account.second_step_changed", target=account, reason=change)
