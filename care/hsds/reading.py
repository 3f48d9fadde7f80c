"""From bytes to a directory: JSON in any of the standard's shapes, or a zip with one CSV file a table."""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from care.hsds.checking import check_fields, check_object
from care.hsds.problems import Broken, Notes, Problem
from care.hsds.standard import BY_FILE, LEFT_ASIDE, SHAPES, Shape
from care.hsds.tables import Document, Nesting, Row, Tables

BYTES_MOST = 20 * 1024 * 1024
# What a zip may hold when it is unpacked, counted while it is read: what the zip says of itself may be a lie.
UNPACKED_MOST = 120 * 1024 * 1024
FILES_MOST = 60
SERVICES_MOST = 20_000
AGE_MOST = 150
EACH = 100
Progress = Callable[[int, int], None]


@dataclass
class Entry:
    """One service or organisation of the file, without the other inside. `bad` where any part has a problem."""

    where: str
    document: Document
    bad: bool = False
    organization: str = ""


@dataclass
class Read:
    """What a file holds. A file that cannot be read at all has one problem and nothing else."""

    services: list[Entry] = field(default_factory=list)
    organizations: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    not_kept: dict[str, int] = field(default_factory=dict)


def read(data: bytes, *, today: date, progress: Progress | None = None) -> Read:
    """Everything in `data`, checked. `today` is the day after which nothing can have been assured."""
    notes, tell = Notes(), progress or (lambda done, of: None)
    try:
        if len(data) > BYTES_MOST:
            raise Broken("too big")
        if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            gathered = _from_tables(data, notes, tell)
        else:
            gathered = _from_json(data, notes, tell)
        services, organizations = gathered
        if not services and not organizations and not notes.problems:
            raise Broken("nothing in it")
    except Broken as broken:
        return Read(problems=[broken.problem])
    _check_services(services, notes, today)
    return Read(services, _once_each(organizations, notes), notes.problems, notes.remarks, notes.not_kept)


def _text(data: bytes, where: str = "") -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Broken("not utf-8", where=where, value=str(data[: error.start].count(b"\n") + 1)) from None


# -- JSON


def _not_json(name: str) -> None:
    raise ValueError(name)


def _from_json(data: bytes, notes: Notes, tell: Progress) -> tuple[list[Entry], list[Entry]]:
    text = _text(data)
    if not text.lstrip().startswith(("{", "[")):
        raise Broken("one csv" if "," in text.partition("\n")[0] else "not json", value="1")
    try:
        loaded = json.loads(text, parse_constant=_not_json)
    except json.JSONDecodeError as error:
        raise Broken("not json", value=str(error.lineno)) from None
    except (ValueError, RecursionError):
        raise Broken("not json", value="?") from None
    items = loaded.get("contents", [loaded]) if isinstance(loaded, dict) else loaded
    if not isinstance(items, list):
        raise Broken("nothing in it")
    if len(items) > SERVICES_MOST:
        raise Broken("too many services", value=str(len(items)))
    services: list[Entry] = []
    organizations: list[Entry] = []
    for number, item in enumerate(items, 1):
        _take(item, f"#{number}", services, organizations, notes)
        if not number % EACH:
            tell(number, len(items))
    return services, organizations


def _take(item: Any, where: str, services: list[Entry], organizations: list[Entry], notes: Notes) -> None:
    """One object of the list, whatever it is: a service, an organisation with its services, a service at a place."""
    if not isinstance(item, dict):
        notes.wrong(where, "", "not an object", item)
        return
    if isinstance(item.get("service"), dict):
        place = {name: value for name, value in item.items() if name != "service"}
        item = {**item["service"], "service_at_locations": [place]}
    if isinstance(item.get("name"), str):
        where = f"{where} ({item['name'][:60]})"
    if "status" in item or "organization" in item or "organization_id" in item:
        _take_service(item, where, services, organizations, notes)
        return
    inside = item.get("services")
    own = _entry("organization", {name: value for name, value in item.items() if name != "services"}, where, notes)
    organizations.append(own)
    for number, one in enumerate(inside if isinstance(inside, list) else [], 1):
        if isinstance(one, dict):
            one = {"organization_id": item.get("id"), **one}
        _take_service(one, f"{where}.services[{number - 1}]", services, organizations, notes)


def _take_service(item: Any, where: str, services: list[Entry], organizations: list[Entry], notes: Notes) -> None:
    entry = _entry("service", item, where, notes)
    _split(entry, organizations)
    services.append(entry)


def _entry(shape: str, item: Any, where: str, notes: Notes) -> Entry:
    before = len(notes.problems)
    document = check_object(SHAPES[shape], item, where, notes)
    return Entry(where, document, bad=len(notes.problems) > before)


def _split(entry: Entry, organizations: list[Entry]) -> None:
    """Take the organisation out of a service: it is kept once, however many services it has."""
    inside = entry.document.pop("organization", None)
    if inside:
        organizations.append(Entry(f"{entry.where}.organization", inside, bad=entry.bad))
    own = inside.get("id", "") if inside else entry.document.get("organization_id", "")
    entry.document.pop("organization_id", None)
    entry.organization = str(own)


# -- Tables


def _from_tables(data: bytes, notes: Notes, tell: Progress) -> tuple[list[Entry], list[Entry]]:
    tables = Tables()
    for file, text in _files(data, notes):
        _read_table(BY_FILE[file], text, tables, notes)
    if len(tables.rows["service"]) > SERVICES_MOST:
        raise Broken("too many services", value=str(len(tables.rows["service"])))
    if not tables.rows["service"] and not tables.rows["organization"] and not notes.problems:
        raise Broken("no services.csv")
    nested, owners = Nesting(tables, notes).all()
    services: list[Entry] = []
    organizations = [Entry(one.where, one.document, one.bad) for one in owners]
    for number, one in enumerate(nested, 1):
        entry = Entry(one.where, one.document, one.bad)
        own = entry.document.pop("organization", None)
        entry.organization = str(own["id"] if own else entry.document.pop("organization_id", ""))
        services.append(entry)
        if not number % EACH:
            tell(number, len(nested))
    return services, organizations


def _files(data: bytes, notes: Notes) -> Iterator[tuple[str, str]]:
    left = UNPACKED_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            if len(infos) > FILES_MOST:
                raise Broken("too many files", value=str(len(infos)))
            seen: set[str] = set()
            for info in infos:
                name = PurePosixPath(info.filename.replace("\\", "/")).name
                if name.startswith(".") or name in LEFT_ASIDE or "__MACOSX" in info.filename:
                    continue
                if name not in BY_FILE:
                    notes.dropped(name[:60])
                    continue
                if name in seen:
                    raise Broken("file twice", value=name)
                seen.add(name)
                with archive.open(info) as opened:
                    unpacked = opened.read(left + 1)
                left -= len(unpacked)
                if left < 0:
                    raise Broken("too big unpacked")
                yield name, _text(unpacked, name)
    # What `zipfile` raises for what is no zip, ends too early, has a password, or is packed in a way it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise Broken("not a zip") from None


def _read_table(shape: Shape, text: str, tables: Tables, notes: Notes) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        headings = [heading.strip() for heading in next(reader, [])]
        if len(set(headings)) != len(headings):
            notes.wrong(f"{shape.file} row 1", "", "column twice")
            return
        for name in headings:
            if name not in shape.fields:
                notes.dropped(f"{shape.name}.{name[:60]}")
        for cells in reader:
            number += 1
            where = f"{shape.file} row {number}"
            if not any(cells):
                continue
            if len(cells) != len(headings):
                notes.wrong(where, "", "cells", f"{len(cells)}/{len(headings)}")
                continue
            tables.rows[shape.name].append(_row(shape, dict(zip(headings, cells, strict=True)), where, notes))
    except csv.Error as error:
        notes.wrong(f"{shape.file} row {number + 1}", "", "not csv", error)


def _row(shape: Shape, cells: dict[str, str], where: str, notes: Notes) -> Row:
    before = len(notes.problems)
    raw: Document = {}
    for name, cell in cells.items():
        field = shape.fields.get(name)
        if field is None:
            continue
        raw[name] = cell
        if field.kind == "number" and cell:
            raw[name] = _as_number(cell)
    values = check_fields(shape, raw, where, notes, owned=False)
    return Row(where, values, bad=len(notes.problems) > before)


def _as_number(cell: str) -> Any:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


# -- Both


def _check_services(services: list[Entry], notes: Notes, today: date) -> None:
    """What no single field can tell."""
    seen: dict[str, str] = {}
    for entry in services:
        own, before = entry.document.get("id", ""), len(notes.problems)
        if own and own in seen and seen[own] != entry.where:
            notes.wrong(entry.where, "id", "twice", own)
        seen.setdefault(own, entry.where)
        if entry.document.get("assured_date", "") > today.isoformat():
            notes.wrong(entry.where, "assured_date", "in the future", entry.document["assured_date"])
        ages = [entry.document.get(name) for name in ("minimum_age", "maximum_age")]
        for name, age in zip(("minimum_age", "maximum_age"), ages, strict=True):
            if age is not None and not 0 <= age <= AGE_MOST:
                notes.wrong(entry.where, name, "not an age", age)
        if None not in ages and ages[0] > ages[1]:  # type: ignore[operator]
            notes.wrong(entry.where, "minimum_age", "ages crossed", ages[0])
        entry.bad = entry.bad or len(notes.problems) > before


def _once_each(organizations: list[Entry], notes: Notes) -> list[Entry]:
    """One entry an organisation: where it is written in several ways, the fullest."""
    kept: dict[str, Entry] = {}
    for entry in organizations:
        own = str(entry.document.get("id", entry.where))
        there = kept.setdefault(own, entry)
        if there is entry or there.document == entry.document:
            continue
        notes.remark(entry.where, "organization", "written in two ways", own)
        if len(repr(entry.document)) > len(repr(there.document)):
            kept[own] = entry
    return list(kept.values())
