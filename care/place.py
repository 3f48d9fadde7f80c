"""Which country somebody may be in. What nobody said is offered as a choice, and never shown as known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.countries import COUNTRIES

# A header longer than this comes from no browser.
HEADER_MOST = 400


@dataclass(frozen=True)
class Guess:
    """A country that somebody may be in, and what made us think so. Numbers come only after they chose it."""

    country: str
    why: str

    @property
    def name(self) -> str:
        return str(COUNTRIES[self.country])


@dataclass(frozen=True)
class Place:
    """`country` is "" where nobody said it; `sure` when the person did; else the installation did."""

    country: str
    sure: bool


def place_of(request: HttpRequest) -> Place:
    """What the address says, else the profile, else the installation. A browser is never taken at its word."""
    return _place(request, _profile)


def place_unasked(request: HttpRequest | None) -> Place:
    """The same without a question to the database: of a profile only what this request has read already."""
    return _place(request, _profile_read)


def _place(request: HttpRequest | None, profile_of: Callable[[HttpRequest], Any]) -> Place:
    if request is not None:
        chosen = request.GET.get("country", "").strip().upper()
        if chosen in COUNTRIES:
            return Place(chosen, True)
        own = str(getattr(profile_of(request), "country", "")).upper()
        if own in COUNTRIES:
            return Place(own, True)
    default = settings.DEFAULT_COUNTRY.upper()
    return Place(default if default in COUNTRIES else "", False)


def _profile_read(request: HttpRequest) -> Any:
    user: Any = getattr(request, "_cached_user", None)
    return user._state.fields_cache.get("profile") if getattr(user, "pk", None) else None


def _profile(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return getattr(user, "profile", None) if user is not None and user.is_authenticated else None


def guesses_for(*, request: HttpRequest | None = None, profile: Any = None, besides: str = "") -> list[Guess]:
    """At most two countries to offer: where the profile's time zone lies, and the region of the browser's language.

    A socket has no request and gives the profile alone. `besides` is the country that is shown already.
    """
    profile = profile if profile is not None or request is None else _profile(request)
    found = [Guess(country_of_zone(getattr(profile, "time_zone", "")), _("a guess from your time zone"))]
    if request is not None:
        region = region_of(request.headers.get("Accept-Language", ""))
        found.append(Guess(region, _("a guess from the language of your browser")))
    known = {guess.country: guess for guess in reversed(found) if guess.country not in ("", besides)}
    return list(reversed(known.values()))


def region_of(accept_language: str) -> str:
    """The first region in the order of the header (“en-IE, de-AT;q=0.5” is IE), or ""."""
    for entry in accept_language[:HEADER_MOST].split(","):
        for part in entry.partition(";")[0].strip().split("-")[1:]:
            if part.upper() in COUNTRIES:
                return part.upper()
    return ""


def country_of_zone(zone: str) -> str:
    """The country in which the place of a time zone lies (“Europe/Dublin” is IE), or ""."""
    return _zones().get(zone, "")


@cache
def _zones() -> dict[str, str]:
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows if row[0] in COUNTRIES}
