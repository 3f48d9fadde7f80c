"""What Django writes behind each migration, and again when a test emptied the tables: kept, and put back as it was.

Writing it anew asks hundreds of questions, and hundreds of tests empty the tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.core.management.sql import emit_post_migrate_signal
from django.db import connections, transaction

from chat.line import put_up

EMITTING = "django.core.management.commands.flush.emit_post_migrate_signal"
# Database -> what stood in its tables once they were emptied and Django had written behind it.
_kept: dict[str, list[tuple[str, list[tuple[Any, ...]]]]] = {}


def _put_back(verbosity: int, interactive: bool, db: str, **options: Any) -> None:
    connection = connections[db]
    if db not in _kept:
        emit_post_migrate_signal(verbosity, interactive, db, **options)
        _kept[db] = _everything(connection)
        return
    with transaction.atomic(using=db), connection.cursor() as cursor:
        for insert, rows in _kept[db]:
            cursor.executemany(insert, rows)
    put_up(using=db)


def _everything(connection: Any) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """For each table of a model that holds rows, what inserts them, and the rows."""
    found = []
    name = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT * FROM {name(table)}")
            rows = cursor.fetchall()
            if rows:
                columns = [column[0] for column in cursor.description]
                marks = ", ".join(["%s"] * len(columns))
                insert = f"INSERT INTO {name(table)} ({', '.join(map(name, columns))}) VALUES ({marks})"
                found.append((insert, list(rows)))
    return found


@contextmanager
def put_back() -> Iterator[None]:
    with mock.patch(EMITTING, _put_back):
        yield
