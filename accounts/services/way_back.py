"""The way back in for someone without an address, or whose mail is not safe."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

import clock
from accounts import limits, recovery, signals
from accounts.access import require
from accounts.models import User, WayBackCode
from accounts.services.access import bump_access_epoch, end_sessions
from audit import services as audit

TRIES_PER_NAME = 5
TRIES_PER_NAME_SECONDS = 15 * 60


class CodeRefused(ValidationError):
    """One answer for every reason: no such name, no such code, a used code, too many tries."""

    def __init__(self) -> None:
        super().__init__(
            _("This name and code do not open anything. Each code works once. After some tries, please wait a while."),
            code="refused",
        )


@transaction.atomic(durable=True)
def make_way_back_codes(*, actor: User) -> list[str]:
    """Ten new codes, to be shown once; the ones before them stop working."""
    require(actor, "accounts.make_way_back_codes", actor)
    codes = [recovery.new_code() for _number in range(recovery.HOW_MANY)]
    salt = recovery.new_salt()
    WayBackCode.objects.filter(user=actor).delete()
    WayBackCode.objects.bulk_create(WayBackCode(user=actor, code_hash=recovery.hash_of(code, salt)) for code in codes)
    audit.record(actor=actor, verb="account.way_back_codes_made", target=actor)
    return codes


@transaction.atomic(durable=True)
def use_way_back_code(*, sign_in_name: str, code: str, new_password: str, place: str = "") -> User:
    """Set `new_password` and end every other sign-in. A second factor, where there is one, is still asked at sign-in.

    Raises CodeRefused, the same for every reason, and ValidationError for a weak password (looked at first, so that
    it tells nothing about the account and spends no code). Tries count for a name and the neighbourhood `place` they
    come from: with 59 bits a code is not guessed from many places, and nobody is kept out by somebody else's tries.
    """
    validate_password(new_password, User(sign_in_name=sign_in_name))
    name = sign_in_name.strip().lower()
    if not limits.allow(f"way-back:{name}:{place}", most=TRIES_PER_NAME, per_seconds=TRIES_PER_NAME_SECONDS):
        raise CodeRefused
    user: User | None = User.objects.select_for_update().filter(sign_in_name=name, is_active=True).first()
    row = _fitting(user, code)
    if user is None or row is None:
        raise CodeRefused
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    user.set_password(new_password)
    user.save(update_fields=["password"])
    end_sessions(user)
    bump_access_epoch(user)
    signals.locks_changed.send(sender=User, user=user)
    audit.record(actor=user, verb="account.way_back_code_used", target=row)
    return user


def _fitting(user: User | None, code: str) -> WayBackCode | None:
    """The unused code that fits. Takes as long for a name that nobody has as for one with ten codes."""
    rows = list(WayBackCode.objects.filter(user=user, used_at__isnull=True)) if user else []
    salt = recovery.salt_of(rows[0].code_hash) if rows else recovery.new_salt()
    tried = recovery.hash_of(code, salt)
    found = None
    for row in rows:
        if constant_time_compare(tried, row.code_hash):
            found = row
    return found
