"""Which country a visitor may be in. A guess stays a guess: pages say so."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from accounts.countries import COUNTRIES

# A header longer than this comes from no browser.
HEADER_MOST = 400


@dataclass(frozen=True)
class Place:
    """`country` is "" where nothing is known; `sure` when the person said it."""

    country: str
    sure: bool


def place_of(request: HttpRequest) -> Place:
    """What the address says, else the profile, else the installation, else the region of the browser's language."""
    chosen = request.GET.get("country", "").strip().upper()
    if chosen in COUNTRIES:
        return Place(chosen, True)
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        own = str(getattr(getattr(user, "profile", None), "country", "")).upper()
        if own in COUNTRIES:
            return Place(own, True)
    if settings.DEFAULT_COUNTRY.upper() in COUNTRIES:
        return Place(settings.DEFAULT_COUNTRY.upper(), False)
    return Place(guess(request.headers.get("Accept-Language", "")), False)


def guess(accept_language: str) -> str:
    """The first region in the order of the header (“en-IE, de-AT;q=0.5” is IE), or ""."""
    for entry in accept_language[:HEADER_MOST].split(","):
        for part in entry.partition(";")[0].strip().split("-")[1:]:
            if part.upper() in COUNTRIES:
                return part.upper()
    return ""
