"""Finding a service of professional help: what is searched, by which keys, and how much of it. Reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import clock
from accounts.countries import COUNTRIES
from care.hsds import Facts
from care.languages import NAMES
from care.models.directory import Service, ServiceKey
from care.needs import needs_of
from care.querysets.directory import ServiceQuerySet
from fulltext.words import fold as fold_signs
from registry import Registry

WORDS_MOST = 6
LANGUAGES_MOST = 60

# Higher floors say whether words that someone searches for read as a crisis: (words, language) -> yes or no.
# Nothing here keeps the words, and whoever answers must not either.
crisis_readers: Registry[Callable[[str, str], bool]] = Registry("care.crisis_readers")


@dataclass(frozen=True)
class Wish:
    """What someone looks for. Empty means: any."""

    words: str = ""
    need: str = ""
    place: str = ""
    language: str = ""
    free: bool = False
    online: bool = False


def fold(text: str) -> str:
    """Without capitals and accents, and with one space between words: “Ardmhor” finds “Ardmhór”."""
    return " ".join(fold_signs(text).split())


def reads_as_crisis(words: str, language: str) -> bool:
    """Does any reader that a higher floor gave us hear a crisis in what is searched for?"""
    return bool(words.strip()) and any(reader(words, language) for reader in crisis_readers)


def found(wish: Wish, user: Any) -> ServiceQuerySet:
    """Services that fit the wish, what was checked lately first. One query, however many there are."""
    services: ServiceQuerySet = Service.objects.visible_to(user)
    if wish.words:
        services = services.with_words(wish.words.split()[:WORDS_MOST])
    if wish.need:
        services = services.with_key(ServiceKey.Kind.NEED, wish.need)
    if wish.place:
        services = services.at_place(fold(wish.place), _countries(wish.place))
    if wish.language:
        services = services.with_key(ServiceKey.Kind.LANGUAGE, wish.language)
    if wish.free:
        services = services.filter(free=True)
    if wish.online:
        services = services.filter(online=True)
    return services.fresh_first(clock.now().date()).select_related("organisation").prefetch_related("keys")


def _countries(words: str) -> list[str]:
    folded = fold(words)
    return [code for code, name in COUNTRIES.items() if folded in (code.lower(), fold(str(name)))]


def languages_known() -> list[tuple[str, str]]:
    """Every language of a service, with its name, for the list to choose from. One query."""
    kept = ServiceKey.objects.filter(kind=ServiceKey.Kind.LANGUAGE).values_list("value", flat=True)
    codes = sorted(set(kept.distinct()[:LANGUAGES_MOST]))
    return sorted(((code, language_name(code)) for code in codes), key=lambda entry: fold(entry[1]))


_SHORT = {code.lower(): name for code, name in NAMES.items()}
# The longer codes that the standard also allows, for what is spoken most.
_LONG = {
    "ara": "ar", "ben": "bn", "chi": "zh", "deu": "de", "eng": "en", "fra": "fr", "fre": "fr", "ger": "de", "hin": "hi",
    "ita": "it", "nld": "nl", "pan": "pa", "pol": "pl", "por": "pt", "ron": "ro", "rus": "ru", "spa": "es", "tur": "tr",
    "ukr": "uk", "urd": "ur", "vie": "vi", "zho": "zh",
}  # fmt: skip


def language_name(value: str) -> str:
    """“Urdu” for “ur”; what nobody here knows is shown as it came."""
    return str(_SHORT.get(value.partition("-")[0], value.capitalize()))


def _language_key(said: str) -> str:
    """A code stays the code of its language; a name that we know becomes its code."""
    folded = fold(said)
    by_name = {fold(str(name)): code for code, name in _SHORT.items()}
    short = folded.partition("-")[0]
    return by_name.get(folded) or _LONG.get(short) or (short if short in _SHORT else folded)


def keys_of(facts: Facts, name: str) -> list[tuple[str, str]]:
    """(kind, value) of everything by which a service with these facts is found."""
    kinds = ServiceKey.Kind
    keys = [(kinds.NEED.value, need) for need in needs_of(facts.terms, name)]
    keys += [(kinds.LANGUAGE.value, _language_key(said)) for said in facts.languages]
    keys += [(kinds.PLACE.value, fold(place)) for place in facts.places]
    keys += [(kinds.COUNTRY.value, fold(country)) for country in facts.countries]
    return [(kind, value[:200]) for kind, value in dict.fromkeys(keys) if value]
