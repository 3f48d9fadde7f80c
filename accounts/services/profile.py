"""What people tell us about how to treat them well, and what they agree to."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

import clock
from accounts import signals
from accounts.access import require
from accounts.countries import COUNTRIES
from accounts.models import Consent, LivedExperience, Profile, User
from accounts.policies import CONSENT_VERSIONS, consent_is_in_force
from accounts.services.access import bump_access_epoch
from audit import services as audit

PLAIN_FIELDS = {"country", "language", "time_zone", "mail_is_safe", "discreet", "theme", "age_band"}


class TooYoung(ValidationError):
    """The age band is below settings.MINIMUM_AGE."""

    def __init__(self) -> None:
        super().__init__(_("This place is for adults."), code="too_young")


class AgeIsSaid(ValidationError):
    """Only a person of the team changes an age that was said."""

    def __init__(self) -> None:
        super().__init__(
            _("You told us another age before. If that was a slip, write to the team: a person changes it for you."),
            code="age_is_said",
        )


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - PLAIN_FIELDS
    if unknown:
        raise TypeError(f"set_profile does not know {sorted(unknown)}")
    if fields.get("country") and fields["country"] not in COUNTRIES:
        raise ValidationError({"country": _("We do not know this country.")})
    if "language" in fields and fields["language"] not in dict(settings.SPOKEN_LANGUAGES):
        raise ValidationError({"language": _("We do not speak this language yet.")})
    if "time_zone" in fields and fields["time_zone"] not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": _("We do not know this time zone.")})
    if fields.get("age_band") == Profile.AgeBand.UNDER:
        raise TooYoung
    if fields.get("age_band") == Profile.AgeBand.MINOR and not settings.ALLOW_UNDER_18:
        raise TooYoung
    return fields


def _need_settled_age(profile: Profile, fields: dict[str, Any]) -> None:
    """An age is said once. A slip is put right until the welcome is over, but nobody makes themselves older."""
    band = fields.get("age_band", profile.age_band)
    if band == profile.age_band or not profile.age_band:
        return
    if profile.onboarded_at is not None or profile.age_band in (Profile.AgeBand.UNDER, Profile.AgeBand.MINOR):
        raise AgeIsSaid


def _write(profile: Profile, fields: dict[str, Any], topics: Iterable[LivedExperience] | None) -> None:
    _need_settled_age(profile, fields)
    for name, value in _checked(fields).items():
        setattr(profile, name, value)
    if fields:
        profile.full_clean(validate_unique=False, validate_constraints=False)
        profile.save(update_fields=list(fields))
    if topics is not None:
        profile.lived_experience.set(topics)


@transaction.atomic(durable=True)
def set_profile(*, actor: User, topics: Iterable[LivedExperience] | None = None, **fields: Any) -> Profile:
    """Change one's own profile. `fields` are names in PLAIN_FIELDS, `topics` replaces the lived experience.

    Raises ValidationError for a country, language or zone we do not know, TooYoung for an age below the limit,
    AgeIsSaid for another age than the one they said.
    """
    require(actor, "accounts.change_profile", actor)
    _write(actor.profile, fields, topics)
    audit.record(actor=actor, verb="account.profile_changed", target=actor)
    return actor.profile


@transaction.atomic(durable=True)
def give_consent(*, actor: User, kind: str, version: int) -> Consent:
    """Agree to `version` of the text `kind`. Agreeing twice is harmless.

    Raises ValidationError when the version is not the one in force.
    """
    require(actor, "accounts.give_consent", actor)
    if version != CONSENT_VERSIONS[kind]:
        raise ValidationError(_("The text has changed in the meantime. Please read the new one."), code="old_version")
    locked = User.objects.select_for_update().get(pk=actor.pk)
    current = actor.consents.filter(kind=kind, withdrawn_at__isnull=True).first()
    if current and current.version == version:
        return current
    if current:
        current.withdrawn_at = clock.now()
        current.save(update_fields=["withdrawn_at"])
    consent = Consent.objects.create(user=locked, kind=kind, version=version, given_at=clock.now())
    audit.record(actor=actor, verb="consent.given", target=consent, reason=f"{kind}_v{version}")
    signals.account_shown.send(sender=User, user=actor)
    return consent


@transaction.atomic(durable=True)
def withdraw_consent(*, actor: User, kind: str) -> None:
    """Take consent back: groups rest until it is given again. Taking it back twice is harmless."""
    require(actor, "accounts.withdraw_consent", actor)
    consent = actor.consents.select_for_update().filter(kind=kind, withdrawn_at__isnull=True).first()
    if consent is None:
        return
    consent.withdrawn_at = clock.now()
    consent.save(update_fields=["withdrawn_at"])
    audit.record(actor=actor, verb="consent.withdrawn", target=consent, reason=kind)
    signals.account_hidden.send(sender=User, user=actor)
    bump_access_epoch(actor)


@transaction.atomic(durable=True)
def finish_onboarding(*, actor: User, topics: Iterable[LivedExperience] | None = None, **fields: Any) -> Profile:
    """The last step of the welcome: keeps the answers and opens the house. Finishing twice only changes the answers.

    Raises ValidationError while the age or the consent is missing.
    """
    require(actor, "accounts.finish_onboarding", actor)
    profile = actor.profile
    if not (fields.get("age_band") or profile.age_band) or not consent_is_in_force(actor):
        raise ValidationError(_("Please finish the step before this one first."), code="unfinished")
    _write(profile, fields, topics)
    if profile.onboarded_at is None:
        profile.onboarded_at = clock.now()
        profile.save(update_fields=["onboarded_at"])
        audit.record(actor=actor, verb="account.onboarded", target=actor)
    return profile
