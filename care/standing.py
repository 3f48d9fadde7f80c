"""Numbers for pages that must come when the database is gone: what this process read last, else what ships.

A page about an error is the one place where nothing may be asked. Only rows of helplines and emergency numbers are
held here, which are public; nothing of a person ever is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import clock
from care import loader
from care.models import EmergencyNumber, Status, SupportLine


@dataclass(frozen=True)
class Rows:
    """What may be shown for one country."""

    numbers: list[EmergencyNumber]
    lines: list[SupportLine]


# As long as this, what was read is not read again for a page about an error.
FRESH_FOR = timedelta(minutes=10)
_last: dict[str, tuple[datetime, Rows]] = {}


def remember(country: str, rows: Rows) -> None:
    """The database just gave these: a number that an admin took away is gone from here as well."""
    _last[country] = (clock.now(), rows)


def is_fresh(country: str) -> bool:
    """Was it read a short while ago?"""
    return country in _last and clock.now() - _last[country][0] < FRESH_FOR


def forget() -> None:
    """As a process is that was just started."""
    _last.clear()


def rows_of(country: str) -> Rows:
    """The last rows known for `country`. No question to the database."""
    return _last[country][1] if country in _last else _shipped().get(country, Rows([], []))


@cache
def _shipped() -> dict[str, Rows]:
    """Of what ships, only what a page confirmed: nobody here can say what was found wrong with the rest."""
    found: dict[str, Rows] = {}
    for values in loader.read(loader.NUMBERS, loader.SHIPPED_NUMBERS.read_text("utf-8")):
        if values["status"] != Status.D:
            found.setdefault(values["country"], Rows([], [])).numbers.append(EmergencyNumber(**values))
    for values in loader.read(loader.LINES, loader.SHIPPED_LINES.read_text("utf-8")):
        if values["status"] in (Status.A, Status.B):
            found.setdefault(values["country"], Rows([], [])).lines.append(SupportLine(**values))
    return found
