"""What a search and a page ask of a service, read from its document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from care.hsds.tables import Document

_FREE = re.compile(r"\b(free|no (charge|cost|fee)s?|without charge|gratis|kostenlos|gratuit)\b", re.I)
_NOT_FREE = re.compile(r"\bnot free\b|\bfree (for|to|of charge for)\b|\bfirst\b[^.]*\bfree\b", re.I)
_ONLINE = re.compile(r"\b(online|on-line|video|remote(ly)?|virtual(ly)?|web ?chat)\b", re.I)
PLACE_MOST = 200


@dataclass(frozen=True)
class Facts:
    """`free` is None where nobody says what it costs. `terms` are words of taxonomies, `places` names of places."""

    terms: tuple[str, ...]
    languages: tuple[str, ...]
    places: tuple[str, ...]
    countries: tuple[str, ...]
    free: bool | None
    online: bool


def facts_of(service: Document) -> Facts:
    return Facts(
        terms=tuple(dict.fromkeys(_terms(service))),
        languages=tuple(dict.fromkeys(_languages(service))),
        places=tuple(dict.fromkeys(place[:PLACE_MOST] for place in _places(service))),
        countries=tuple(dict.fromkeys(address["country"] for address in addresses(service) if address.get("country"))),
        free=_free(service),
        online=_online(service),
    )


def sites(service: Document) -> list[Document]:
    """The service at each of its places."""
    return list(service.get("service_at_locations", ()))


def locations(service: Document) -> list[Document]:
    return [site["location"] for site in sites(service) if site.get("location")]


def addresses(service: Document) -> list[Document]:
    return [address for location in locations(service) for address in location.get("addresses", ())]


def everywhere(service: Document, name: str) -> list[Document]:
    """Entries of the list `name` wherever the standard lets them stand, the service's own first, each once."""
    found = [*service.get(name, ())]
    for site in sites(service):
        found += site.get(name, ())
        found += (site.get("location") or {}).get(name, ())
    return list({str(one.get("id")): one for one in reversed(found)}.values())[::-1]


def _terms(service: Document) -> Iterator[str]:
    for attribute in service.get("attributes", ()):
        term = attribute.get("taxonomy_term") or {}
        for text in (term.get("code"), term.get("name"), attribute.get("value"), attribute.get("label")):
            if text:
                yield text.casefold()


def _languages(service: Document) -> Iterator[str]:
    for language in everywhere(service, "languages"):
        said = language.get("code") or language.get("name")
        if said:
            yield said


def _places(service: Document) -> Iterator[str]:
    for area in everywhere(service, "service_areas"):
        yield from (area[name] for name in ("name",) if area.get(name))
    for address in addresses(service):
        for name in ("city", "region", "state_province", "postal_code"):
            if address.get(name):
                yield address[name]


def _free(service: Document) -> bool | None:
    amounts = [option.get("amount") for option in service.get("cost_options", ())]
    if any(amount for amount in amounts):
        return False
    if amounts and all(amount == 0 for amount in amounts):
        return True
    fees: str = service.get("fees_description", "") or service.get("fees", "")
    if fees and _FREE.search(fees):
        return not _NOT_FREE.search(fees)
    return False if fees else None


def _online(service: Document) -> bool:
    if any(location.get("location_type") == "virtual" for location in locations(service)):
        return True
    said: list[Any] = [schedule.get("attending_type", "") for schedule in everywhere(service, "schedules")]
    return any(_ONLINE.search(text) for text in said)
