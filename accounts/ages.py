"""The line at 18: on which side of it somebody is, and what they may know of. Nothing here is more exact than that."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile

FULL_AGE = 18
ADULT_BANDS = (Profile.AgeBand.ADULT_YOUNG, Profile.AgeBand.ADULT, Profile.AgeBand.OLDER)
# They said so, or the team understood that they are too young to be here.
YOUNG_BANDS = (Profile.AgeBand.MINOR, Profile.AgeBand.UNDER)


class Ages(models.TextChoices):
    """For whom a group or a room is. None holds both."""

    ADULTS = "adults", _("For adults")
    UNDER_18 = "under_18", _("For people under 18")


def _band(user: Any) -> str:
    profile = getattr(user, "profile", None)
    return "" if profile is None else profile.age_band


def ages_of(user: Any) -> Ages | None:
    """On which side somebody is; None for visitors, who has not said, and who is too young to be here."""
    band = _band(user)
    if band == Profile.AgeBand.MINOR:
        return Ages.UNDER_18
    return Ages.ADULTS if band in ADULT_BANDS else None


def is_under_18(user: Any) -> bool:
    """They said that they are under 18, or the team understood that they are too young: help for the young first."""
    return _band(user) in YOUNG_BANDS


def keeps_the_young(user: Any) -> bool:
    """An adult whom the team trusts with people under 18. A credential: in a group it opens only the way of who keeps
    it."""
    return ages_of(user) is Ages.ADULTS and user.profile.approved_for_young_at is not None


def ages_seen_by(user: Any) -> list[str]:
    """Groups of which ages may show themselves to `user`. Visitors have not said how old they are: groups of adults."""
    if ages_of(user) is Ages.UNDER_18:
        return [Ages.UNDER_18]
    return [Ages.ADULTS, Ages.UNDER_18] if keeps_the_young(user) else [Ages.ADULTS]


def fits(user: Any, ages: str, *, keeping: bool) -> bool:
    """Whether `user` belongs into a group for `ages`, as a member or as one of those who keep it.

    Who is under 18 carries no room for others; adults come into a group for the young only to keep it, and approved.
    """
    if ages == Ages.UNDER_18 and keeping:
        return keeps_the_young(user)
    return ages_of(user) is Ages(ages)
