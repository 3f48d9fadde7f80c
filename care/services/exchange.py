"""Tables of numbers out and in: what an import would change, before anything changes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from typing import Any

from accounts.access import require
from care import loader


@dataclass(frozen=True)
class Difference:
    """What an import would do to one row: `what` is add, change or keep; `changes` is (column, now, then)."""

    what: str
    row: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def preview(*, actor: Any, table: loader.Table, rows: list[dict[str, Any]]) -> list[Difference]:
    """What storing `rows` would change; nothing is written. `actor` is an admin, or None for the command."""
    if actor is not None:
        require(actor, "care.load_lines")
    there = {table.key(_values(row)): row for row in table.model._default_manager.all()}
    found = []
    for values in rows:
        row = there.get(table.key(values))
        if row is None:
            found.append(Difference("add", str(table.model(**values))))
            continue
        changes = [
            (name, _cell(getattr(row, name)), _cell(value))
            for name, value in values.items()
            if getattr(row, name) != value
        ]
        if changes:
            found.append(Difference("keep" if row.verified_on else "change", str(row), changes))
    return found


def export(*, actor: Any, table: loader.Table, form: str) -> str:
    """Every row of `table` as a CSV or JSON text that imports again. It names nobody."""
    if actor is not None:
        require(actor, "care.load_lines")
    rows = [
        {name: _cell(getattr(row, name)) for name in table.columns}
        for row in table.model._default_manager.order_by(*(table.model._meta.ordering or ()))
    ]
    if form == "json":
        return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(table.columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _values(row: Any) -> dict[str, str]:
    return {name: getattr(row, name, "") for name in ("country", "channel", "dial", "url", "number", "service")}
