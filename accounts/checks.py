"""Start-up checks of what an installation sets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def minimum_age_makes_sense(**_: Any) -> list[CheckMessage]:
    if 13 <= settings.MINIMUM_AGE <= 25:
        return []
    return [Error("MINIMUM_AGE must be between 13 and 25.", id="accounts.E001")]
