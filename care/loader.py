"""The one way in for numbers: tables of helplines and of emergency numbers, as CSV or JSON.

Pure: reads and refuses, writes nothing (care.services does). A cell for a number holds exactly one number, as it is
dialled inside the country, and its row names a language. Each refusal says which row, which column and why. A table
with one bad row is refused as a whole, so that nothing is half loaded.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.countries import COUNTRIES
from care import audience, hours
from care.languages import TAG
from care.models import EmergencyNumber, Sourced, Status, SupportLine

DATA = Path(__file__).parent / "data"
SHIPPED_LINES = DATA / "support_lines.csv"
SHIPPED_NUMBERS = DATA / "emergency_numbers.csv"

# The longest number known to us has eleven digits; more are two numbers in one cell.
DIGITS_MOST = 12
DIGITS_LEAST = 3
YEARS = range(1990, 2100)
_DIAL = re.compile(r"\*?[0-9]+(?: [0-9]+)*(?: ext [0-9]{1,5})?")
_KEYWORD = re.compile(r"[A-Z0-9]{1,12}")
_EMERGENCY = re.compile(r"[0-9]{2,6}")
_BETWEEN_NUMBERS = re.compile(r"[/,;|&\n]| or | and | - ")
_NO_NUMBER = {SupportLine.Channel.CHAT.value, SupportLine.Channel.EMAIL.value}

Cells = dict[str, str]
Check = Callable[[Cells], str]


@dataclass(frozen=True)
class Problem:
    """Why a row was refused. `row` counts as a spreadsheet does: the heading is row 1."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}, {self.column}: {self.reason}"


class Refused(ValidationError):
    """A table with at least one bad row. `problems` has every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__([str(problem) for problem in problems])
        self.problems = problems


class BadCell(ValueError):
    """One cell cannot be taken; the message is the reason."""


@dataclass(frozen=True)
class Table:
    """What a table of one kind of row must look like. `key` names the columns that make a row itself."""

    model: type[Sourced]
    columns: dict[str, Callable[[Cells], Any]]
    key: Callable[[Any], tuple[str, ...]]
    optional: tuple[str, ...] = ()


def read(table: Table, text: str) -> list[dict[str, Any]]:
    """The rows of a CSV text or of a JSON list of objects as field values; Refused with a reason for every bad row."""
    if text.lstrip().startswith(("[", "{")):
        headings, numbered = _from_json(text)
    else:
        headings, numbered = _from_csv(text)
    missing = [name for name in table.columns if name not in headings and name not in table.optional]
    unknown = [name for name in headings if name not in table.columns]
    problems = [Problem(1, name, "this column is missing") for name in missing]
    problems += [Problem(1, name or "?", "we do not know this column") for name in unknown]
    if len(set(headings)) != len(headings):
        problems.append(Problem(1, "?", "a column comes twice"))
    if problems:
        raise Refused(problems)
    rows: list[dict[str, Any]] = []
    first_seen: dict[tuple[str, ...], int] = {}
    for number, cells in numbered(problems):
        if None in cells or None in cells.values():
            problems.append(Problem(number, "?", f"the row does not have {len(headings)} cells"))
            continue
        found = list(_check_row(table, number, cells))
        problems += [entry for entry in found if isinstance(entry, Problem)]
        if any(isinstance(entry, Problem) for entry in found):
            continue
        row = dict(entry for entry in found if not isinstance(entry, Problem))
        key = table.key(row)
        if key in first_seen:
            problems.append(Problem(number, "?", f"the same contact as row {first_seen[key]}"))
        first_seen.setdefault(key, number)
        rows.append(row)
    if problems:
        raise Refused(problems)
    return rows


Numbered = Callable[[list[Problem]], Iterator[tuple[int, Any]]]


def _from_csv(text: str) -> tuple[list[str], Numbered]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        headings = list(reader.fieldnames or [])
    except csv.Error as error:
        raise Refused([Problem(1, "?", f"this is not CSV ({error})")]) from error
    return headings, lambda problems: _numbered(reader, problems)


def _from_json(text: str) -> tuple[list[str], Numbered]:
    """Rows count from 2 here as well, so that a reason names the same row in both forms."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused([Problem(1, "?", f"this is not JSON ({str(error)[:80]})")]) from error
    if not isinstance(rows, list):
        raise Refused([Problem(1, "?", "this is not a list of rows")])
    headings = list(dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row))

    def numbered(problems: list[Problem]) -> Iterator[tuple[int, Any]]:
        for number, row in enumerate(rows, start=2):
            if not isinstance(row, dict):
                problems.append(Problem(number, "?", "this row is not an object with named cells"))
                continue
            odd = [name for name, cell in row.items() if not isinstance(cell, str | int) or isinstance(cell, bool)]
            problems += [Problem(number, name, "this cell is neither a text nor a whole number") for name in odd]
            if not odd:
                yield number, {name: str(row.get(name, "")) for name in headings}

    return headings, numbered


def _numbered(reader: Any, problems: list[Problem]) -> Iterator[tuple[int, Any]]:
    number = 1
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error as error:
        problems.append(Problem(number + 1, "?", f"this is not CSV from here on ({error})"))


def _check_row(table: Table, number: int, cells: Cells) -> Iterator[Problem | tuple[str, Any]]:
    cells = {name: cells.get(name) or "" for name in table.columns}
    for name, check in table.columns.items():
        try:
            _plain(cells[name])
            value = check(cells)
            _fits(cells[name], getattr(table.model._meta.get_field(name), "max_length", None))
            yield name, value
        except (BadCell, hours.HoursError, audience.AudienceError) as error:
            yield Problem(number, name, str(error))


def _plain(cell: str) -> None:
    if cell != cell.strip():
        raise BadCell("there is a space before or after it")
    for sign in cell:
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"):
            raise BadCell(f"it holds an invisible sign (U+{ord(sign):04X})")


def _fits(cell: str, most: int | None) -> None:
    if most is not None and len(cell) > most:
        raise BadCell(f"it has {len(cell)} signs; {most} fit")


def _text(name: str, *, needed: bool = False) -> Check:
    def check(cells: Cells) -> str:
        if needed and not cells[name]:
            raise BadCell("it is empty")
        return cells[name]

    return check


def _one_of(name: str, choices: Any) -> Check:
    def check(cells: Cells) -> str:
        if cells[name] not in choices:
            raise BadCell(f"“{cells[name]}” is not one of {', '.join(choice for choice in choices if choice)}")
        return cells[name]

    return check


def _country(cells: Cells) -> str:
    if cells["country"] not in COUNTRIES:
        raise BadCell(f"“{cells['country']}” is not the two-letter code of a country")
    return cells["country"]


def _year(cells: Cells) -> int | None:
    text = cells["source_year"]
    if text and (not re.fullmatch("[0-9]{4}", text) or int(text) not in YEARS):
        raise BadCell(f"“{text}” is not a year")
    return int(text) if text else None


def _dial(cells: Cells) -> str:
    dial, channel = cells["dial"], cells["channel"]
    if channel in _NO_NUMBER:
        if dial:
            raise BadCell(f"{channel} has an address and no number")
        return dial
    if not dial:
        raise BadCell("there is no number")
    if "+" in dial:
        raise BadCell("type the number as it is dialled inside the country, without + and country code")
    if _BETWEEN_NUMBERS.search(dial):
        raise BadCell(f"“{dial}” looks like more than one number; give each its own row")
    if re.search(r"[^\W\d_]", dial.replace(" ext ", " ")):
        raise BadCell(f"“{dial}” has letters; type the digits that people press")
    if not _DIAL.fullmatch(dial):
        raise BadCell(f"“{dial}” is not one number of digits, single spaces, a leading * and an “ext”")
    _one_number(dial)
    return dial


def _one_number(dial: str) -> None:
    groups = dial.lstrip("*").partition(" ext ")[0].split(" ")
    digits, half = sum(map(len, groups)), len(groups) // 2
    if digits < DIGITS_LEAST:
        raise BadCell(f"“{dial}” has {digits} digits; the shortest number has {DIGITS_LEAST}")
    twice = len(groups) > 1 and len(groups) % 2 == 0 and len(groups[0]) >= 3 and groups[0] == groups[half]
    if digits > DIGITS_MOST or (twice and half > 1):
        raise BadCell(f"“{dial}” looks like more than one number; give each its own row")


def _url(cells: Cells) -> str:
    url, channel = cells["url"], cells["channel"]
    if channel == SupportLine.Channel.EMAIL:
        scheme, _colon, address = url.partition(":")
        try:
            validate_email(address)
        except ValidationError:
            scheme = ""
        if scheme != "mailto":
            raise BadCell(f"“{url}” is not one mail address, written as mailto:name@place")
        return url
    if not url:
        if channel in _NO_NUMBER:
            raise BadCell("a chat needs the address of its page")
        return url
    if not is_web_address(url):
        raise BadCell(f"“{url}” is not one web address")
    return url


def is_web_address(text: str) -> bool:
    """One http or https address with a host, without spaces."""
    try:
        return bool(re.fullmatch(r"https?://[!-~]+", text) and urlsplit(text).hostname)
    except ValueError:
        return False


def _keyword(cells: Cells) -> str:
    word = cells["sms_keyword"]
    if word and cells["channel"] != SupportLine.Channel.SMS:
        raise BadCell("only a text message has a word to send")
    if word and not _KEYWORD.fullmatch(word):
        raise BadCell(f"“{word}” is not one word of capital letters and digits")
    return word


def _languages(cells: Cells) -> str:
    text = cells["languages"]
    if not text:
        raise BadCell("a line needs a language; write “und” where no source names one")
    tags = text.split(";")
    for tag in tags:
        if not TAG.fullmatch(tag):
            raise BadCell(f"“{tag}” is not a language tag such as en or zh-TW; “;” goes between tags")
    if len(set(tags)) != len(tags) or ("und" in tags and len(tags) > 1):
        raise BadCell(f"“{text}” names a language twice")
    return text


def _hours(cells: Cells) -> str:
    hours.parse(cells["hours"])
    return cells["hours"]


def _zone(cells: Cells) -> str:
    name = cells["time_zone"]
    try:
        if "/" not in name:
            raise ValueError(name)
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise BadCell(f"“{name}” is not a time zone such as Europe/Dublin") from None
    return name


def _audience(cells: Cells) -> str:
    audience.group_of(cells["audience"])
    return cells["audience"]


def _emergency(cells: Cells) -> str:
    if not _EMERGENCY.fullmatch(cells["number"]):
        raise BadCell(f"“{cells['number']}” is not one number of two to six digits")
    return cells["number"]


_SOURCE: dict[str, Callable[[Cells], Any]] = {
    "status": _one_of("status", Status.values),
    "source": _text("source", needed=True),
    "source_year": _year,
    "note": _text("note"),
}


def _line_key(row: Any) -> tuple[str, ...]:
    return (row["country"], row["channel"], row["dial"], "" if row["dial"] else row["url"])


def _number_key(row: Any) -> tuple[str, ...]:
    return (row["country"], row["number"], row["service"])


LINES = Table(
    model=SupportLine,
    columns={
        "country": _country,
        "service": _text("service", needed=True),
        "service_local_name": _text("service_local_name"),
        "kind": _one_of("kind", SupportLine.Kind.values),
        "channel": _one_of("channel", SupportLine.Channel.values),
        "dial": _dial,
        "sms_keyword": _keyword,
        "url": _url,
        "languages": _languages,
        "hours": _hours,
        "time_zone": _zone,
        "cost": _one_of("cost", SupportLine.Cost.values),
        "anonymity": _one_of("anonymity", SupportLine.Anonymity.values),
        "reachable_from": _text("reachable_from"),
        "audience": _audience,
        "call_note": _text("call_note"),
        **_SOURCE,
    },
    key=_line_key,
    optional=("service_local_name", "call_note", "note", "anonymity", "reachable_from"),
)
NUMBERS = Table(
    model=EmergencyNumber,
    columns={
        "country": _country,
        "number": _emergency,
        "service": _one_of("service", EmergencyNumber.Service.values),
        **_SOURCE,
    },
    key=_number_key,
    optional=("note",),
)
