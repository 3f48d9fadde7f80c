"""What someone may do with an account, by name. The plain functions are shared with services and pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import rules
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models

import clock
from accounts.access import declare
from accounts.asked import Asked
from accounts.models import Consent
from accounts.standing import known

# Raised when the text changes in a way that people have to agree to anew.
CONSENT_VERSIONS: dict[str, int] = {Consent.Kind.HEALTH: 1}


def consents_in_force(kind: str = Consent.Kind.HEALTH) -> models.QuerySet[Consent]:
    """Agreements to the current version of `kind` that nobody took back; for a subquery too."""
    version = Asked(lambda: CONSENT_VERSIONS[kind], models.PositiveSmallIntegerField())
    return Consent.objects.filter(kind=kind, version=version, withdrawn_at__isnull=True)


def consent_is_in_force(user: Any, kind: str = Consent.Kind.HEALTH) -> bool:
    """Has the account agreed to the current version of `kind`, and not taken it back?"""
    agrees = known(user, "accounts.agrees") if kind == Consent.Kind.HEALTH else None
    return consents_in_force(kind).filter(user_id=user.pk).exists() if agrees is None else agrees


def in_use(prefix: str = "") -> models.Q:
    """Accounts that somebody can act with now: not closed, suspended, on their way out, or of somebody who has died.

    `prefix` leads to them.
    """
    waits = models.Q(**{f"{prefix}suspended_until__isnull": True})
    waited = models.Q(**{f"{prefix}suspended_until__lte": Asked(clock.now, models.DateTimeField())})
    here = {f"{prefix}is_active": True, f"{prefix}erase_after__isnull": True, f"{prefix}said_died_at__isnull": True}
    return models.Q(**here) & (waits | waited)


def address_is_settled(user: Any) -> bool:
    """True without an address, or when the address that was given is confirmed."""
    rows = EmailAddress.objects.filter(user_id=user.pk)
    if not user.email:
        return not rows.filter(verified=False).exists()
    return bool(rows.filter(email__iexact=user.email, verified=True).exists())


def new_since() -> datetime:
    """Accounts that were made after this moment are on their first day here."""
    return clock.now() - timedelta(hours=settings.NEW_ACCOUNT_HOURS)


def is_new_account(user: Any) -> bool:
    """Nobody knows them yet. Whoever is on the team was made one by somebody who does."""
    return user.date_joined > new_since() and not user.is_team


@rules.predicate
def is_signed_in(user: Any) -> bool:
    return bool(user and user.is_authenticated and user.is_active)


@rules.predicate
def is_onboarded(user: Any) -> bool:
    return getattr(user, "profile", None) is not None and user.profile.onboarded_at is not None


@rules.predicate
def has_consented(user: Any) -> bool:
    return consent_is_in_force(user)


@rules.predicate
def has_settled_address(user: Any) -> bool:
    return address_is_settled(user)


@rules.predicate
def is_hidden(user: Any) -> bool:
    return user.erase_after is not None


@rules.predicate
def is_suspended(user: Any) -> bool:
    return user.suspended_until is not None and user.suspended_until > clock.now()


@rules.predicate
def is_said_to_have_died(user: Any) -> bool:
    return user.said_died_at is not None


@rules.predicate
def is_limited(user: Any) -> bool:
    return user.limited_until is not None and user.limited_until > clock.now()


@rules.predicate
def is_moderator(user: Any) -> bool:
    return bool(user.is_moderator)


@rules.predicate
def is_team(user: Any) -> bool:
    return bool(user.is_team)


@rules.predicate
def is_admin(user: Any) -> bool:
    return bool(user.is_staff)


@rules.predicate
def is_own_account(user: Any, account: Any) -> bool:
    return account is not None and user.pk == getattr(account, "pk", None)


# Participating: what every group, room and meeting asks first.
participates = is_signed_in & is_onboarded & has_consented & ~is_hidden & ~is_suspended & ~is_said_to_have_died

declare(
    accounts={
        "may_join_groups": participates & has_settled_address & ~is_limited,
        "participate": participates,
        # It keeps people out, and so does forgetting that it is on: whoever is on the team can end what another began.
        "switch_raid_mode": is_signed_in & (is_moderator | is_admin) & ~is_hidden & ~is_suspended,
        "appoint": is_signed_in & is_admin & ~is_own_account,
        "change_password": is_signed_in & is_own_account,
        "change_profile": is_signed_in & is_own_account,
        "give_consent": is_signed_in & is_own_account,
        "withdraw_consent": is_signed_in & is_own_account,
        "finish_onboarding": is_signed_in & is_own_account,
        "make_way_back_codes": is_signed_in & is_own_account,
        "export": is_signed_in & is_own_account,
        "request_erasure": is_signed_in & is_own_account & ~is_hidden,
        "take_back_erasure": is_signed_in & is_own_account & is_hidden,
    }
)
