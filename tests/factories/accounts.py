"""Accounts for tests: by default somebody who has finished the welcome and agreed to what is needed."""

from __future__ import annotations

import itertools
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

import clock
from accounts.models import Consent, LivedExperience, Profile, User
from accounts.policies import CONSENT_VERSIONS

PASSWORD = "four calm words here"
_numbers = itertools.count(1)


def make_account(
    name: str = "",
    *,
    onboarded: bool = True,
    consent: bool = True,
    email: str = "",
    verified: bool = True,
    topics: tuple[str, ...] = (),
    profile: dict[str, Any] | None = None,
    **fields: Any,
) -> User:
    """An account with a profile. `fields` go to the account, `profile` to its profile; the password is PASSWORD."""
    user: User = User.objects.create_user(name or f"account-{next(_numbers)}", email=email, password=PASSWORD, **fields)
    kept = {"age_band": Profile.AgeBand.ADULT, "onboarded_at": clock.now()} if onboarded else {}
    row = Profile.objects.create(user=user, **(kept | (profile or {})))
    row.lived_experience.set(LivedExperience.objects.filter(slug__in=topics))
    if consent and onboarded:
        Consent.objects.create(user=user, kind=Consent.Kind.HEALTH, version=CONSENT_VERSIONS[Consent.Kind.HEALTH])
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=verified)
    return user


def reach_by_mail(*users: User) -> None:
    """These have a confirmed address and said that mail is safe for them."""
    for user in users:
        user.email = f"{user.sign_in_name}@example.org"
        user.save(update_fields=["email"])
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        Profile.objects.filter(user=user).update(mail_is_safe=True)


def add_totp(user: User) -> str:
    """An authenticator app for `user`; returns its secret, from which `totp_code` makes the six digits."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def totp_code(secret: str) -> str:
    """What the app would show now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counters[len(counters) // 2])))


def has_authenticator(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()
