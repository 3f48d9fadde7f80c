"""Finding rows by words, behind one small interface: PostgreSQL's full text or SQLite's FTS5.

An app keeps one `Index` for a kind of row and puts into it only what others may read; the words leave it in the
transaction that hides, empties or erases the row. Beside the words stands who they are for; a search asks for what is
for the reader only, `visible_to` then decides about each, and nothing is ranked before that. What is asked is kept
nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from fulltext import postgres, sqlite
from fulltext.words import fold, split, words_of
from rows import require_transaction

# How many of the newest are looked at to find the best of them, however common the word.
RANKED_MOST = 100
# How many ids are fetched at most at a time from the index, and how often, until enough of them may be read.
BATCH_MOST, BATCHES = 400, 8
# A few more ids than are wanted are usually enough, also where one or two may not be read.
SPARE = 4


def _engine(vendor: str) -> Any:
    return postgres if vendor == "postgresql" else sqlite


class Index:
    """The words of one kind of row. `table` and `key` are names in the database, and constants of the code."""

    def __init__(self, table: str, *, key: str) -> None:
        self.table, self.key = table, key

    # -- for migrations: the index is no table of a model, because each database has its own kind ------------------
    def make(self, schema_editor: Any) -> None:
        for statement in _engine(schema_editor.connection.vendor).making(self.table, self.key):
            schema_editor.execute(statement)

    def unmake(self, schema_editor: Any) -> None:
        schema_editor.execute(f"DROP TABLE IF EXISTS {self.table}")

    # -- building blocks -------------------------------------------------------------------------------------------
    def put(self, pk: int, scope: str, title: str, text: str) -> None:
        """Building block. The index knows these words of the row, and no others."""
        require_transaction()
        engine = _engine(connection.vendor)
        with connection.cursor() as cursor:
            engine.drop(cursor, self.table, self.key, pk)
            engine.put(cursor, self.table, self.key, pk, scope, " ".join(split(title)), " ".join(split(text)))

    def forget(self, pk: int) -> None:
        """Building block. The index holds no word of the row any more."""
        require_transaction()
        with connection.cursor() as cursor:
            _engine(connection.vendor).drop(cursor, self.table, self.key, pk)

    def tidy(self, moment: Any) -> int:
        """Retention. What was forgotten leaves the last pieces of the index, too; a bounded step at a time."""
        with transaction.atomic(), connection.cursor() as cursor:
            _engine(connection.vendor).tidy(cursor, self.table)
        return 0

    # -- reads -----------------------------------------------------------------------------------------------------
    def found(self, rows: Any, words: str, scopes: Sequence[str], *, most: int) -> list[Any]:
        """The newest of `rows` (what the reader may see) with every one of `words`, at most `most`.

        Where whole words find little, words that begin like them are looked for, too.
        """
        asked = words_of(words)
        if not asked:
            return []

        def ids(limit: int, *, prefix: bool, before: int | None = None) -> list[int]:
            return self._newest(asked, scopes, limit, prefix=prefix, before=before)

        first = most + SPARE
        whole, begun = self._both(asked, scopes, first)
        seen = _fetched(rows, {*whole, *begun})
        kept = [seen[pk] for pk in whole if pk in seen]
        if len(whole) == first:
            if len(kept) < most:
                kept += _older(rows, ids, whole[-1], most - len(kept), first, prefix=False)
            if len(kept) >= most:
                return kept[:most]
            begun = ids(first, prefix=True)
            seen = _fetched(rows, begun)
        known = {row.pk for row in kept}
        kept += [seen[pk] for pk in begun if pk in seen and pk not in known]
        if len(begun) == first and len(kept) < most:
            kept += [row for row in _older(rows, ids, begun[-1], most, first, prefix=True) if row.pk not in known]
        return kept[:most]

    def with_word(self, word: str) -> RawSQL:
        """The rows in which a word begins with `word` (one of `words_of`), for a queryset to ask: `pk__in=…`."""
        question, values = _engine(connection.vendor).with_word(self.table, self.key, word)
        return RawSQL(question, values)  # noqa: S611 - names of the code, and values apart

    def best(
        self, rows: Any, words: str, scopes: Sequence[str], *, most: int, texts: Callable[[Any], tuple[str, str]]
    ) -> list[Any]:
        """The same with what fits best first, chosen among the RANKED_MOST newest. `texts` answers title and text."""
        asked = words_of(words)
        newest = self.found(rows, words, scopes, most=RANKED_MOST)
        return sorted(newest, key=lambda row: -_weight(*texts(row), asked))[:most]

    def _newest(
        self, asked: list[str], scopes: Sequence[str], limit: int, *, prefix: bool, before: int | None
    ) -> list[int]:
        question, values = _engine(connection.vendor).newest(
            self.table, self.key, asked, list(scopes), before=before, limit=limit, prefix=prefix
        )
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            return [row[0] for row in cursor.fetchall()]

    def _both(self, asked: list[str], scopes: Sequence[str], limit: int) -> tuple[list[int], list[int]]:
        """The newest with whole words; and where they are fewer than `limit`, those with words that begin so."""
        (whole, values), (begun, more) = (
            _engine(connection.vendor).newest(
                self.table, self.key, asked, list(scopes), before=None, limit=limit, prefix=prefix
            )
            for prefix in (False, True)
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH whole AS MATERIALIZED ({whole}) SELECT 0, {self.key} FROM whole UNION ALL "  # noqa: S608
                # A limit of nothing is seen before anything is looked for; a condition would come after it on SQLite.
                f"SELECT * FROM (SELECT 1, {self.key} FROM ({begun}) AS begun LIMIT "
                f"(SELECT CASE WHEN count(*) < {limit:d} THEN {limit:d} ELSE 0 END FROM whole)) AS more",
                values + more,
            )
            found = sorted(cursor.fetchall(), reverse=True)
        return [pk for kind, pk in found if kind == 0], [pk for kind, pk in found if kind == 1]


def _fetched(rows: Any, ids: Iterable[int]) -> dict[int, Any]:
    """Those of `rows` with one of `ids`, by their keys."""
    ids = list(ids)
    return {row.pk: row for row in rows.filter(pk__in=ids).order_by()} if ids else {}


def _older(
    rows: Any, ids: Callable[..., list[int]], before: int, wanted: int, limit: int, *, prefix: bool
) -> list[Any]:
    """The newest of `rows` among those older than `before`: where many may not be read, more are fetched at a time."""
    kept: list[Any] = []
    for _number in range(BATCHES - 1):
        limit = min(limit * 4, BATCH_MOST)
        found = ids(limit, prefix=prefix, before=before)
        seen = _fetched(rows, found)
        kept += [seen[pk] for pk in found if pk in seen]
        if len(kept) >= wanted or len(found) < limit:
            break
        before = found[-1]
    return kept


def _weight(title: str, text: str, asked: list[str]) -> float:
    """A word in the title says most; a word that comes often says more than one that comes once, but not much more."""
    title, text = fold(title), fold(text)
    weight = 0.0
    for word in asked:
        begins = re.compile(rf"(?<![^\W_]){re.escape(word)}")
        weight += 4 * bool(begins.search(title)) + min(len(begins.findall(text)), 5) ** 0.5
    return weight
