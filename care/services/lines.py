"""The support card, and what may be done with numbers: load them, confirm one, doubt one."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

import clock
from accounts.access import require
from accounts.countries import COUNTRIES
from audit.services import record
from care import audience, card, hours, languages, loader, standing, wording
from care.freshness import freshness
from care.models import EmergencyNumber, NotReached, Sourced, Status, SupportLine
from rows import require_transaction

CONFIRMED = (Status.A, Status.B)
ADDRESS_MOST = 255


def support_card(
    *,
    country: str,
    language: str,
    at: datetime | None = None,
    young: bool = False,
    kinds: tuple[str, ...] = (),
    quiet: bool = False,
) -> card.SupportCard:
    """What to show someone in `country` (two letters; anything else counts as not known) who reads `language`.

    `at` is an aware moment, by default now. `young` puts lines for young people first and leaves out what is for
    adults only; `kinds` come before other lines that are open as well; with `quiet` no line names the matter of who
    may be watched. Two queries, none for a country not known.
    """
    country = _known_country(country)
    if not country:
        return _nowhere(young)
    return _card_of(country, _read(country), language, at or clock.now(), young, kinds, quiet)


def _read(country: str) -> standing.Rows:
    numbers, lines = EmergencyNumber.objects.showable(country), SupportLine.objects.showable(country)
    rows = standing.Rows(list(numbers), list(lines))
    standing.remember(country, rows)
    return rows


def standing_card(
    *,
    country: str,
    language: str,
    young: bool = False,
    kinds: tuple[str, ...] = (),
    quiet: bool = False,
    ask: bool = False,
) -> card.SupportCard:
    """The same card for pages that come when the database is gone: of the last rows known, else of what ships.

    With `ask` it looks once whether something changed lately. Help comes whatever goes wrong in that.
    """
    country = _known_country(country)
    if not country:
        return _nowhere(young)
    if ask and not standing.is_fresh(country):
        with suppress(Exception):
            _read(country)
    return _card_of(country, standing.rows_of(country), language, clock.now(), young, kinds, quiet)


def _known_country(country: str) -> str:
    return country.upper() if country.upper() in COUNTRIES else ""


def _nowhere(young: bool) -> card.SupportCard:
    return card.SupportCard("", "", [], [], young=young, directories=card.DIRECTORIES)


def _card_of(
    country: str,
    rows: standing.Rows,
    language: str,
    moment: datetime,
    young: bool,
    kinds: tuple[str, ...],
    quiet: bool,
) -> card.SupportCard:
    numbers = [(row.number, row.service, row.status in CONFIRMED) for row in rows.numbers]
    shown = [_shown(line, language, moment) for line in rows.lines]
    lines = card.in_order(shown, young=young, kinds=kinds)
    return card.SupportCard(
        country=country,
        country_name=str(COUNTRIES[country]),
        emergency=card.emergency_in_order(numbers),
        lines=card.quietly(lines) if quiet else lines,
        young=young,
        directories=[] if lines else card.DIRECTORIES,
    )


def _shown(line: SupportLine, language: str, moment: datetime) -> card.LineShown:
    opening = hours.parse(line.hours)
    openness = hours.open_at(opening, moment, ZoneInfo(line.time_zone))
    tags = line.languages.split(";")
    return card.LineShown(
        name=line.service,
        channel=line.channel,
        dial=line.dial,
        href=wording.href(line.channel, line.dial, line.url, line.sms_keyword),
        sms_keyword=line.sms_keyword,
        hours_text=wording.hours_text(opening, line.time_zone),
        open_state=openness.state,
        opens_text=wording.opens_text(openness, moment),
        languages=languages.label(tags, language),
        cost=str(SupportLine.Cost(line.cost).label),
        confirmed=line.status in CONFIRMED,
        note=_(line.call_note) if line.call_note else "",
        local_name=line.service_local_name,
        local_language=tags[0] if tags[0] != languages.NOT_SAID else "",
        audience=audience.label(line.audience),
        group=audience.group_of(line.audience),
        kind=line.kind,
        speaks=languages.speaks(tags, language),
        is_free=line.cost == SupportLine.Cost.FREE,
        checked=date_format(line.verified_on, "F Y") if line.verified_on else "",
        uid=str(line.uid),
        always=opening is not None and opening.always,
        freshness=freshness(line, moment.date()),
        anonymity=str(line.get_anonymity_display()) if line.anonymity else "",
        reachable_from=_(line.reachable_from) if line.reachable_from else "",
    )


@dataclass(frozen=True)
class Loaded:
    """How many rows a load added, changed, took away, and left alone because a person has the say over them."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    kept: int = 0

    def __add__(self, other: Loaded) -> Loaded:
        return Loaded(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.kept + other.kept,
        )


@transaction.atomic(durable=True)
def load_support_lines(*, actor: Any = None, lines: str | None = None, numbers: str | None = None) -> Loaded:
    """Load helplines and emergency numbers from CSV texts; without any, what ships with the project.

    `actor` is an admin, or None for the platform itself (first start, the command). All or nothing: `loader.Refused`
    names every bad row. Doing it twice changes nothing. A row that a person confirmed is never changed, and shipped
    data never changes a row that came from somewhere else.
    """
    if actor is not None:
        require(actor, "care.load_lines")
    # Without a text: what ships.
    loaded = store_support_lines(lines=lines, numbers=numbers)
    if loaded.added or loaded.changed or loaded.removed:
        record(actor=actor, verb="care.lines_loaded")
    return loaded


def store_support_lines(*, lines: str | None = None, numbers: str | None = None) -> Loaded:
    """Building block of `load_support_lines`: reads both tables, then writes."""
    require_transaction()
    shipped = lines is None and numbers is None
    texts = [
        (loader.LINES, loader.SHIPPED_LINES.read_text("utf-8") if shipped else lines),
        (loader.NUMBERS, loader.SHIPPED_NUMBERS.read_text("utf-8") if shipped else numbers),
    ]
    tables = [(table, loader.read(table, text)) for table, text in texts if text is not None]
    return sum((_store(table, rows, shipped=shipped) for table, rows in tables), Loaded())


def _store(table: loader.Table, rows: Iterable[dict[str, Any]], *, shipped: bool) -> Loaded:
    manager = table.model._default_manager
    there = {table.key(_values(row)): row for row in manager.select_for_update()}
    new: list[Sourced] = []
    changed: list[Sourced] = []
    kept = 0
    for values in rows:
        row = there.pop(table.key(values), None)
        values = {**values, "seeded": shipped}
        if row is None:
            new.append(table.model(**values))
        elif row.verified_on or (shipped and not row.seeded):
            kept += 1
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    gone = [row.pk for row in there.values() if shipped and row.seeded and not row.verified_on]
    manager.filter(pk__in=gone).delete()
    manager.bulk_create(new)
    manager.bulk_update(changed, [*table.columns, "seeded"], batch_size=50)
    return Loaded(added=len(new), changed=len(changed), removed=len(gone), kept=kept)


def _values(row: Sourced) -> dict[str, str]:
    return {name: getattr(row, name, "") for name in ("country", "channel", "dial", "url", "number", "service")}


@transaction.atomic(durable=True)
def confirm_line(*, actor: Any, line: SupportLine, source: str, second_source: str = "") -> SupportLine:
    """`actor` has seen the number of `line` on the operator's own page, whose web address is `source`.

    Lifts the row to status A. ValidationError where an address is none.
    """
    require(actor, "care.confirm_lines")
    confirmed = _confirm(actor, SupportLine, line.pk, source, second_source)
    record(actor=actor, verb="care.line_confirmed", target=confirmed)
    _read_again(line.country)
    return SupportLine.objects.get(pk=line.pk)


@transaction.atomic(durable=True)
def confirm_number(*, actor: Any, number: EmergencyNumber, source: str, second_source: str = "") -> EmergencyNumber:
    """`actor` has seen the emergency number on a page of the government or regulator, whose web address is `source`."""
    require(actor, "care.confirm_lines")
    confirmed = _confirm(actor, EmergencyNumber, number.pk, source, second_source)
    record(actor=actor, verb="care.number_confirmed", target=confirmed)
    _read_again(number.country)
    return EmergencyNumber.objects.get(pk=number.pk)


@transaction.atomic(durable=True)
def doubt_line(*, actor: Any, line: SupportLine) -> SupportLine:
    """`actor` knows that the number does not work: from now on it is never shown, whatever the shipped data says."""
    require(actor, "care.confirm_lines")
    row = _vouch(actor, SupportLine, line.pk, status=Status.D)
    record(actor=actor, verb="care.line_doubted", target=row)
    _read_again(line.country)
    return SupportLine.objects.get(pk=line.pk)


def _confirm(actor: Any, model: type[Sourced], pk: int, source: str, second_source: str) -> Sourced:
    addresses = [source, second_source] if second_source else [source]
    if not all(loader.is_web_address(address) and len(address) <= ADDRESS_MOST for address in addresses):
        raise ValidationError(_("Give the web address of the page, with https:// in front."))
    year = clock.now().year
    return _vouch(actor, model, pk, status=Status.A, source=source, source_year=year, second_source=second_source)


def _read_again(country: str) -> None:
    """Pages about an error show what changed from now on as well, or never again."""
    transaction.on_commit(partial(_read, country), robust=True)


def _vouch(actor: Any, model: type[Sourced], pk: int, **values: Any) -> Sourced:
    row = model._default_manager.select_for_update().get(pk=pk)
    # Somebody looked: what was said before they did is answered.
    values["recheck_since"] = None
    if isinstance(row, SupportLine):
        NotReached.objects.filter(line=row).delete()
    for name, value in {**values, "verified_on": clock.now().date(), "verified_by": actor}.items():
        setattr(row, name, value)
    row.save(update_fields=[*values, "verified_on", "verified_by"])
    return row
