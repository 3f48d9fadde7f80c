"""One service as people read it: for whom, what it costs, how to reach it, when it is open, who checked it and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

import clock
from accounts.countries import COUNTRIES
from care import loader, wording
from care.finding import language_name
from care.hsds.facts import everywhere, locations
from care.hsds.tables import Document
from care.hsds.times import Opening, opening_of
from care.models.directory import Service, ServiceKey
from care.querysets.directory import STALE_DAYS

LANGUAGES_SHOWN = 4
PLACES_SHOWN = 10
PHONES_SHOWN = 8
DIGITS_LEAST = 3
LINE_MOST = 180


@dataclass(frozen=True)
class Phone:
    """`href` is empty where a phone could not dial it."""

    number: str
    href: str
    note: str
    is_text: bool


@dataclass(frozen=True)
class Card:
    """A service in a list."""

    name: str
    url: str
    by: str
    line: str
    where: str
    cost: str
    languages: str
    online: bool
    paused: bool
    checked: str
    stale: bool


@dataclass(frozen=True)
class Entry:
    """A service on its own page."""

    card: Card
    description: list[str]
    alert: str
    for_whom: list[str]
    costs: list[str]
    phones: list[Phone]
    website: str
    email: str
    how: str
    opening: list[str]
    areas: list[str]
    places: list[list[str]]
    interpreters: str
    organisation: Document


def card(service: Service) -> Card:
    """What the list shows of a service fetched with its keys and organisation. No query."""
    keys: dict[str, list[str]] = {}
    for key in service.keys.all():
        keys.setdefault(key.kind, []).append(key.value)
    return Card(
        name=service.name,
        url=service.get_absolute_url(),
        by=service.organisation.name if service.organisation else "",
        line=_first_line(service.description),
        where=_where(service.document),
        cost=_cost(service.free),
        languages=_languages(keys.get(ServiceKey.Kind.LANGUAGE, [])),
        online=service.online,
        paused=service.status == Service.Status.PAUSED,
        checked=checked(service),
        stale=is_stale(service),
    )


def entry(service: Service) -> Entry:
    """Everything that the page of a service shows."""
    said: Document = service.document
    owner: Document = service.organisation.document if service.organisation else {}
    today = clock.now().date()
    schedules = [opening_of(one, today) for one in everywhere(said, "schedules")]
    return Entry(
        card=card(service),
        description=_paragraphs(service.description),
        alert=said.get("alert", ""),
        for_whom=_for_whom(said),
        costs=_costs(said, service.free, today),
        phones=_phones(said, owner),
        website=_web(said.get("url", "")) or _web(owner.get("website", "")),
        email=said.get("email", "") or owner.get("email", ""),
        how=said.get("application_process", ""),
        opening=list(dict.fromkeys(_opening(one) for one in schedules if one)),
        areas=[area["name"] for area in everywhere(said, "service_areas") if area.get("name")][:PLACES_SHOWN],
        places=_places(said)[:PLACES_SHOWN],
        interpreters=said.get("interpretation_services", ""),
        organisation=owner,
    )


# -- Who checked it


def is_stale(service: Service) -> bool:
    """Nobody has checked it in the last half year."""
    day = service.checked_on
    return day is None or day < clock.now().date() - timedelta(days=STALE_DAYS)


def checked(service: Service) -> str:
    """Who checked it last, and when; and that it was not us, where it was not."""
    if service.verified_on:
        when = {"when": date_format(service.verified_on, "j F Y")}
        if is_stale(service):
            return _("We checked this on %(when)s. That is a while ago: please ask if it still holds.") % when
        return _("We checked this on %(when)s.") % when
    if service.assured_on:
        values = {"when": date_format(service.assured_on, "j F Y"), "who": service.assurer_email}
        if service.assurer_email:
            return _("%(who)s checked this on %(when)s. Not confirmed by us.") % values
        return _("The people who listed it checked this on %(when)s. Not confirmed by us.") % values
    return _("Not confirmed by us. We do not know when somebody last checked it.")


# -- The parts


def _first_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LINE_MOST else line[: LINE_MOST - 1].rsplit(" ", 1)[0] + "…"


def _paragraphs(text: str) -> list[str]:
    return [part for part in (" ".join(part.split()) for part in re.split(r"\n\s*\n", text)) if part]


def _where(said: Document) -> str:
    cities = [one.get("city", "") for place in locations(said) for one in place.get("addresses", ())]
    named = [city for city in dict.fromkeys(cities) if city] or [
        area["name"] for area in everywhere(said, "service_areas") if area.get("name") and len(area["name"]) < 60
    ]
    return ", ".join(named[:3])


def _cost(free: bool | None) -> str:
    return {True: _("Free"), False: _("Costs money"), None: _("Cost not known")}[free]


def _languages(values: list[str]) -> str:
    names = [language_name(value) for value in values]
    more = len(names) - LANGUAGES_SHOWN
    shown = ", ".join(names[:LANGUAGES_SHOWN])
    return _("%(names)s and %(count)s more") % {"names": shown, "count": more} if more > 0 else shown


def _for_whom(said: Document) -> list[str]:
    youngest, oldest = said.get("minimum_age"), said.get("maximum_age")
    ages = {"from": youngest, "to": oldest}
    lines = []
    if youngest is not None and oldest is not None:
        lines.append(_("From %(from)s to %(to)s years of age.") % ages)
    elif youngest is not None:
        lines.append(_("From %(from)s years of age.") % ages)
    elif oldest is not None:
        lines.append(_("Up to %(to)s years of age.") % ages)
    if said.get("eligibility_description"):
        lines.append(said["eligibility_description"])
    return lines


def _costs(said: Document, free: bool | None, today: date) -> list[str]:
    lines = [said[name] for name in ("fees_description",) if said.get(name)]
    for option in said.get("cost_options", ()):
        if option.get("valid_to", "9999") < today.isoformat():
            continue
        amount = option.get("amount")
        words = [amount, option.get("currency", "").upper(), option.get("amount_description", "")]
        price = _("Free") if amount == 0 else " ".join(str(word) for word in words if word)
        lines.append(": ".join(word for word in (option.get("option", ""), price) if word))
    return [line for line in lines if line] or [_cost(free)]


def _phones(said: Document, owner: Document) -> list[Phone]:
    """The service's own numbers; those of who runs it only where it has none."""
    own = everywhere(said, "phones") or owner.get("phones", [])
    shown = [_phone(one) for one in own if "fax" not in one.get("type", "").casefold()]
    return list(dict.fromkeys(shown))[:PHONES_SHOWN]


def _phone(said: Document) -> Phone:
    number = said["number"].strip("\"' ")
    digits = re.sub(r"[^\d]", "", number)
    is_text = said.get("type", "").casefold() in ("sms", "text")
    href = ""
    # Letters in it are words for people; a phone would dial something else.
    if len(digits) >= DIGITS_LEAST and not re.search(r"[^\W\d_]", number):
        href = f"{'sms' if is_text else 'tel'}:{'+' if number.startswith('+') else ''}{digits}"
    notes = [said.get("description", "")]
    if said.get("extension") is not None:
        notes.insert(0, _("Extension %(number)s.") % {"number": said["extension"]})
        href += f",{said['extension']}" if href and not is_text else ""
    return Phone(number, href, " ".join(note for note in notes if note), is_text)


def _web(address: str) -> str:
    """Only what opens a page; anything else that calls itself an address is not made into a link."""
    return address if loader.is_web_address(address) else ""


def _places(said: Document) -> list[list[str]]:
    found = []
    for place in locations(said):
        for one in place.get("addresses", ()) or [{}]:
            country = str(COUNTRIES.get(one.get("country", ""), one.get("country", "")))
            town = " ".join(word for word in (one.get("postal_code"), one.get("city")) if word)
            lines = [place.get("name"), one.get("address_1"), one.get("address_2"), town, country]
            found.append([line for line in dict.fromkeys([*lines, place.get("transportation")]) if line])
    return [lines for lines in found if lines]


def _opening(opening: Opening) -> str:
    words = [_days(opening), _times(opening)]
    line = " ".join(word for word in words if word)
    if line and opening.offset:
        line = _("%(times)s (clock there: UTC%(offset)s)") % {"times": line, "offset": opening.offset}
    return ". ".join(part for part in (line, opening.said) if part)


def _times(opening: Opening) -> str:
    times = {"opens": opening.opens, "closes": opening.closes}
    if opening.opens and opening.closes:
        return _("%(opens)s to %(closes)s") % times
    return _("from %(opens)s") % times if opening.opens else ""


def _days(opening: Opening) -> str:
    names = wording.day_names()
    if opening.monthly and opening.month_days:
        days = ", ".join(str(day) for day in opening.month_days)
        return _("On day %(days)s of the month") % {"days": days}
    if opening.monthly and opening.days:
        days = ", ".join(f"{_which(which)} {names[day]}".strip() for which, day in opening.days)
        return _("Each month: %(days)s") % {"days": days}
    plain = tuple(dict.fromkeys(day for _which_one, day in opening.days))
    if not plain:
        return ""
    shown: Any = _("every day") if len(plain) == len(names) else wording.day_span(plain)
    return (
        _("Every %(count)s weeks: %(days)s") % {"count": opening.every, "days": shown} if opening.every > 1 else shown
    )


def _which(number: int) -> str:
    words = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}
    return str(words.get(number, "" if number == 0 else number))
