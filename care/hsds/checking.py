"""One object against the standard: clean values in the standard's order, and a problem for everything that is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date, datetime
from typing import Any
from uuid import UUID

from care.hsds.problems import Notes
from care.hsds.standard import MAY_BE_EMPTY, NAMES_ITS_OWNER, SHAPES, Field, Shape

TEXT_MOST = 10_000
NAME_MOST = 200
ADDRESS_MOST = 500
ITEMS_MOST = 200
NUMBER_MOST = 10**12
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+")
_EMAIL = re.compile(r"[^\s@<>\"(),:;]+@[^\s@<>\"(),:;]+")
_TIME = re.compile(r"([01]\d|2[0-4]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d{2}:?\d{2})?")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
_LINES = {"\n", "\r", "\t"}
_HIDDEN = {"Cc", "Cs", "Co", "Cn"}
# Signs that turn the direction of what stands after them.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Wrong(ValueError):
    """A value cannot be taken; the message is the code of a problem."""


def check_object(shape: Shape, raw: Any, where: str, notes: Notes, *, owned: bool = True) -> dict[str, Any]:
    """`raw` as an object of `shape`, with all that lies in it. Problems go into `notes`."""
    if not isinstance(raw, dict):
        notes.wrong(where, "", "not an object", raw)
        return {}
    clean = check_fields(shape, raw, where, notes, owned=owned)
    for name, (child, _column) in shape.one.items():
        if raw.get(name) is not None:
            clean[name] = check_object(SHAPES[child], raw[name], f"{where}.{name}", notes)
    for name, (child, _column) in shape.many.items():
        rows = raw.get(name)
        if rows in (None, []):
            continue
        if not isinstance(rows, list):
            notes.wrong(where, name, "not a list", rows)
        elif len(rows) > ITEMS_MOST:
            notes.wrong(where, name, "too many items", len(rows))
        else:
            inside, named = SHAPES[child], NAMES_ITS_OWNER.get(child)
            clean[name] = [
                check_object(inside, row, f"{where}.{name}[{index}]", notes) for index, row in enumerate(rows)
            ]
            for one in clean[name] if named else ():
                # A table needs it; said here, both ways of writing say the same.
                one.setdefault(named, shape.name)
    for name in raw:
        if name not in shape.fields and name not in shape.one and name not in shape.many:
            notes.dropped(f"{shape.name}.{name}")
    return clean


def check_fields(shape: Shape, raw: dict[str, Any], where: str, notes: Notes, *, owned: bool) -> dict[str, Any]:
    """The plain values of `raw`. `owned`: its place says whose it is, so columns that say so are left out."""
    clean: dict[str, Any] = {}
    empty_is_fine = MAY_BE_EMPTY.get(shape.name, set())
    references = {column for _shape, column in shape.one.values()} if owned else set()
    for name, field in shape.fields.items():
        value = raw.get(name)
        if owned and name in shape.owners:
            continue
        if value is None or value == "":
            if value == "" and name in empty_is_fine:
                clean[name] = ""
            elif field.needed:
                notes.wrong(where, name, "missing" if value is None else "empty")
            continue
        try:
            clean[name] = check_value(field, value)
            if name == "name" and shape.name in ("service", "organization") and len(value) > NAME_MOST:
                raise Wrong("too long")
        except Wrong as wrong:
            notes.wrong(where, name, str(wrong), value)
    for name, (_child, column) in shape.one.items():
        # The object itself says more than its id.
        if column in references and raw.get(name) is not None:
            clean.pop(column, None)
    return clean


def check_value(field: Field, value: Any) -> Any:
    """The value as it is kept, or `Wrong`."""
    if field.kind == "number":
        return _number(value)
    if isinstance(value, bool) or not isinstance(value, str):
        raise Wrong("not text")
    _plain(value)
    if len(value) > (ADDRESS_MOST if field.kind in ("uri", "email") else TEXT_MOST):
        raise Wrong("too long")
    if field.choices:
        if value not in field.choices:
            raise Wrong("not a choice:" + ", ".join(field.choices))
        return value
    return _CHECKS[field.kind](value)


def _plain(value: str) -> None:
    for sign in value:
        if sign in _TURNING or (unicodedata.category(sign) in _HIDDEN and sign not in _LINES):
            raise Wrong("hidden sign")


def _number(value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Wrong("not a number")
    if not math.isfinite(value) or abs(value) > NUMBER_MOST:
        raise Wrong("not a number")
    return int(value) if float(value).is_integer() else value


def _uuid(value: str) -> str:
    if not _UUID.fullmatch(value):
        raise Wrong("not a uuid")
    return str(UUID(value))


def _uri(value: str) -> str:
    if not _URI.fullmatch(value):
        raise Wrong("not an address")
    return value


def _email(value: str) -> str:
    if not _EMAIL.fullmatch(value):
        raise Wrong("not an e-mail")
    return value


def _date(value: str) -> str:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValueError(value)
        date.fromisoformat(value)
    except ValueError:
        raise Wrong("not a date") from None
    return value


def _time(value: str) -> str:
    if not _TIME.fullmatch(value) or (value.startswith("24") and not value.startswith("24:00")):
        raise Wrong("not a time")
    return value


def _moment(value: str) -> str:
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError(value)
        datetime.fromisoformat(value)
    except ValueError:
        raise Wrong("not a moment") from None
    return value


_CHECKS = {
    "text": lambda value: value,
    "uuid": _uuid,
    "uri": _uri,
    "email": _email,
    "date": _date,
    "time": _time,
    "moment": _moment,
}
