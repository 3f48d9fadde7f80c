"""How the tables are emptied between tests: only those that hold something, and what Django writes behind is left.

Django empties every table there is and writes its own rows anew, hundreds of questions for each of hundreds of tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal, sql_flush
from django.db import connections, transaction

from chat.line import all_stand, put_up

Rows = list[tuple[Any, ...]]
FLUSH = "django.core.management.commands.flush"
# Database -> what stood in each table once they were emptied and Django had written behind it; only tables with rows.
_kept: dict[str, dict[str, Rows]] = {}
# Database -> the tables of models, and those that were found as they were kept.
_tables: dict[str, list[str]] = {}
_left: dict[str, set[str]] = {}


def _emptying(style: Any, connection: Any, reset_sequences: bool = True, allow_cascade: bool = False) -> list[str]:
    """The statements that empty what is not as it was kept; all of Django's the first time."""
    db = connection.alias
    if db not in _kept or reset_sequences:
        _left[db] = set()
        statements: list[str] = sql_flush(style, connection, reset_sequences, allow_cascade)
        return statements
    if db not in _tables:
        _tables[db] = connection.introspection.django_table_names(only_existing=True, include_views=False)
    name = connection.ops.quote_name
    holding = " UNION ALL ".join(
        f"SELECT {number} WHERE EXISTS (SELECT 1 FROM {name(table)})" for number, table in enumerate(_tables[db])
    )
    with connection.cursor() as cursor:
        cursor.execute(holding)
        full = [_tables[db][number] for (number,) in cursor.fetchall()]
        left = {table for table in full if table in _kept[db] and _rows(cursor, name, table) == _kept[db][table]}
    # All or none: they point at each other.
    _left[db] = left if len(left) == len(_kept[db]) else set()
    # Rules that keep rows from being deleted are for people; nor has anybody to look whether rows point at each other.
    first = ["SET LOCAL session_replication_role = replica"] if connection.vendor == "postgresql" else []
    return [
        *first,
        *(f"DELETE FROM {name(table)}" for table in full if table not in _left[db]),
        # Never nothing: that would be a database without tables.
        "SELECT 1",
    ]


def _put_back(verbosity: int, interactive: bool, db: str, **options: Any) -> None:
    connection = connections[db]
    if db not in _kept:
        emit_post_migrate_signal(verbosity, interactive, db, **options)
        _kept[db] = _everything(connection)
        return
    name = connection.ops.quote_name
    with transaction.atomic(using=db), connection.cursor() as cursor:
        for table, rows in _kept[db].items():
            if table not in _left[db]:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {name(table)} VALUES ({marks})", rows)
    if not all_stand(using=db):
        put_up(using=db)


def _everything(connection: Any) -> dict[str, Rows]:
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        found = {table: _rows(cursor, name, table) for table in tables}
    return {table: rows for table, rows in found.items() if rows}


def _rows(cursor: Any, name: Any, table: str) -> Rows:
    cursor.execute(f"SELECT * FROM {name(table)} ORDER BY 1")
    return list(cursor.fetchall())


@contextmanager
def put_back() -> Iterator[None]:
    with mock.patch(f"{FLUSH}.emit_post_migrate_signal", _put_back), mock.patch.object(flush, "sql_flush", _emptying):
        yield
