"""Start-up checks of what an installation sets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.ages import FULL_AGE


@register()
def under_18_is_a_choice(**_: Any) -> list[CheckMessage]:
    if settings.ALLOW_UNDER_18 == (settings.MINIMUM_AGE < FULL_AGE):
        return []
    said = "ALLOW_UNDER_18 and MINIMUM_AGE disagree: people under 18 come in only where both say so."
    return [Error(said, hint="See the chapter about people under 18 in docs/safety.md.", id="accounts.E002")]


@register()
def minimum_age_makes_sense(**_: Any) -> list[CheckMessage]:
    if 13 <= settings.MINIMUM_AGE <= 25:
        return []
    return [Error("MINIMUM_AGE must be between 13 and 25.", id="accounts.E001")]
