"""Blocks of `moderation.decide`: an account rests, or goes slowly, for a time. Signing in and help always stay."""

from __future__ import annotations

from datetime import datetime

import clock
from accounts import signals
from accounts.models import Profile, User
from accounts.services.access import bump_access_epoch
from rows import require_transaction


def suspend_account(account: User, *, until: datetime | None) -> None:
    """Block. Nothing but help, what is their own, and their conversations until then; None: everything again."""
    _set(account, "suspended_until", until)
    signal = signals.account_hidden if until is not None else signals.account_shown
    signal.send(sender=User, user=account)


def limit_account(account: User, *, until: datetime | None) -> None:
    """Block. Until then no new groups, and a wait between two messages; None: as everybody."""
    _set(account, "limited_until", until)


def note_death(account: User) -> None:
    """Block. Nothing is sent to them any more, and nobody counts on them. Twice is harmless."""
    if account.said_died_at is None:
        _set(account, "said_died_at", clock.now())
        signals.death_noted.send(sender=User, user=account)


def undo_death(account: User) -> None:
    """Block. It was a mistake: they are here as before. Twice is harmless."""
    if account.said_died_at is not None:
        _set(account, "said_died_at", None)
        signals.death_undone.send(sender=User, user=account)


def note_too_young(account: User) -> str:
    """Block. A person of the team understood that they are below the age limit. Answers what they had said before."""
    before: str = account.profile.age_band
    _set_age(account, Profile.AgeBand.UNDER)
    return before


def give_age_back(account: User, band: str) -> None:
    """Block. Their age is what they had said."""
    _set_age(account, band)


def move_across_18(account: User, band: str) -> None:
    """Block. A person of the team moved them over; whatever of the other side they were in has ended just now."""
    require_transaction()
    # Trusted with the young is who is of age; whoever was not has nothing of it left.
    Profile.objects.filter(user=account).update(age_band=band, approved_for_young_at=None)
    account.profile.refresh_from_db(fields=["age_band", "approved_for_young_at"])
    bump_access_epoch(account)


def _set_age(account: User, band: str) -> None:
    require_transaction()
    Profile.objects.filter(user=account).update(age_band=band)
    account.profile.refresh_from_db(fields=["age_band"])


def _set(account: User, field: str, until: datetime | None) -> None:
    require_transaction()
    User.objects.filter(pk=account.pk).update(**{field: until})
    account.refresh_from_db(fields=[field])
    bump_access_epoch(account)
