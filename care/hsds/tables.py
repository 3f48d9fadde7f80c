"""Between nested documents and the standard's tables: one table a kind of object, joined by ids."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from care.hsds.problems import Notes
from care.hsds.standard import NAMES_ITS_OWNER, SHAPES, Shape

Document = dict[str, Any]
# Objects that stand for themselves: one that nobody points to is left out, and that is no mistake.
FREE_STANDING = {"taxonomy", "taxonomy_term", "program", "location", "unit"}


@dataclass
class Row:
    """One row of a table that came in. `bad` where it has a problem of its own."""

    where: str
    values: Document
    bad: bool = False
    used: bool = False


@dataclass
class Nested:
    """A service or an organisation put together from its rows."""

    where: str
    document: Document
    bad: bool


@dataclass
class Tables:
    """Every row that came in, by shape."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


class Nesting:
    """Puts rows together. `services` and `organizations` are what stands at the top."""

    def __init__(self, tables: Tables, notes: Notes) -> None:
        self.tables = tables
        self.notes = notes
        self.by_id: dict[tuple[str, str], Row] = {}
        self.by_owner: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for name, rows in tables.rows.items():
            for row in rows:
                self._index(SHAPES[name], row)

    def _index(self, shape: Shape, row: Row) -> None:
        own = str(row.values.get("id", ""))
        if own and (shape.name, own) in self.by_id and not shape.owners:
            self.notes.wrong(row.where, "id", "twice", own)
            row.bad = True
        self.by_id.setdefault((shape.name, own), row)
        for column in shape.owners:
            owner = row.values.get(column)
            if owner:
                self.by_owner[shape.name, column, str(owner)].append(row)

    def all(self) -> tuple[list[Nested], list[Nested]]:
        """Every service, and every organisation. What belongs to nothing is a problem of its row."""
        organizations = [self._top("organization", row) for row in self.tables.rows["organization"]]
        services = [self._top("service", row) for row in self.tables.rows["service"]]
        for name, rows in self.tables.rows.items():
            for row in rows:
                if row.used or row.bad:
                    continue
                if name in FREE_STANDING:
                    self.notes.remark(row.where, "id", "not used")
                else:
                    owner = next((column for column in SHAPES[name].owners if row.values.get(column)), "id")
                    self.notes.wrong(row.where, owner, "belongs to nothing", row.values.get(owner, ""))
        return services, organizations

    def _top(self, name: str, row: Row) -> Nested:
        document, bad = self._build(SHAPES[name], row)
        return Nested(row.where, document, bad)

    def _build(self, shape: Shape, row: Row) -> tuple[Document, bool]:
        row.used, bad = True, row.bad
        document = {name: value for name, value in row.values.items() if name not in shape.owners}
        for name, (child, column) in shape.one.items():
            wanted = row.values.get(column)
            if not wanted:
                continue
            found = self.by_id.get((child, str(wanted)))
            if found is not None:
                document.pop(column, None)
                document[name], worse = self._build(SHAPES[child], found)
                bad = bad or worse
            elif name != "organization":
                self.notes.wrong(row.where, column, "not in the file", wanted)
                bad = True
        for name, (child, column) in shape.many.items():
            rows = [one for one in self._inside(child, column, row) if self._means(one, child, shape)]
            if rows:
                built = [self._build(SHAPES[child], one) for one in rows]
                document[name] = [one for one, _worse in built]
                bad = bad or any(worse for _one, worse in built)
        return document, bad

    def _inside(self, child: str, column: str, row: Row) -> list[Row]:
        return self.by_owner.get((child, column, str(row.values.get("id", ""))), [])

    def _means(self, row: Row, child: str, owner: Shape) -> bool:
        """Rows of different tables may share an id: then the name of the table beside it tells which is meant."""
        column = NAMES_ITS_OWNER.get(child)
        named = str(row.values.get(column, "")) if column else ""
        pointed = str(row.values.get(SHAPES[child].owners[0], ""))
        return not column or named == owner.name or (named, pointed) not in self.by_id


def flatten(services: Iterable[Document], organizations: Iterable[Document] = ()) -> dict[str, list[Document]]:
    """Shape → rows. What is inside several others is one row that names all of them, where its columns allow."""
    flat = _Flat()
    for organization in organizations:
        flat.add(SHAPES["organization"], organization)
    for service in services:
        flat.add(SHAPES["service"], service)
    return flat.rows


class _Flat:
    def __init__(self) -> None:
        self.rows: dict[str, list[Document]] = defaultdict(list)
        self.same: dict[tuple[str, str], list[Document]] = defaultdict(list)
        # The same organisation stands inside each of its services; once is enough.
        self.seen: set[tuple[str, str]] = set()

    def add(self, shape: Shape, document: Document, column: str = "", owner: str = "", kind: str = "") -> None:
        own = str(document.get("id", ""))
        row = {name: document[name] for name in shape.fields if name in document}
        for name, (_child, points) in shape.one.items():
            if name in document:
                row[points] = document[name]["id"]
        if column:
            named = NAMES_ITS_OWNER.get(shape.name)
            if named and not row.get(named):
                row[named] = kind
        self._place(shape, row, own, column, owner)
        if not shape.owners:
            if (shape.name, own) in self.seen:
                return
            self.seen.add((shape.name, own))
        for name, (child, _points) in shape.one.items():
            if name in document:
                self.add(SHAPES[child], document[name])
        for name, (child, points) in shape.many.items():
            for inside in document.get(name, ()):
                self.add(SHAPES[child], inside, points, own, shape.name)

    def _place(self, shape: Shape, row: Document, own: str, column: str, owner: str) -> None:
        for there in self.same[shape.name, own]:
            plain = {name: value for name, value in there.items() if name not in shape.owners}
            mine = {name: value for name, value in row.items() if name not in shape.owners}
            if not column and not shape.owners:
                there.update({name: value for name, value in row.items() if name not in there})
                return
            if plain == mine and there.get(column, owner) == owner:
                if column:
                    there[column] = owner
                return
        if column:
            row[column] = owner
        self.same[shape.name, own].append(row)
        self.rows[shape.name].append(row)
