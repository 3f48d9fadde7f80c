"""SQLite: an FTS5 table whose row ids are those of the rows, so that the newest come first without sorting."""

from __future__ import annotations

from typing import Any


def making(table: str, key: str) -> tuple[str, ...]:
    return (f"CREATE VIRTUAL TABLE {table} USING fts5(scope, title, words, tokenize='unicode61 remove_diacritics 0')",)


def put(cursor: Any, table: str, key: str, pk: int, scope: str, title: str, text: str) -> None:
    """Add the words of one row; it is not there yet."""
    cursor.execute(
        f"INSERT INTO {table} (rowid, scope, title, words) VALUES (%s, %s, %s, %s)",  # noqa: S608 - constants
        [pk, scope, title, text],
    )


def drop(cursor: Any, table: str, key: str, pk: int) -> None:
    """Forget one row. Twice is harmless."""
    cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [pk])  # noqa: S608 - constants of the code


def tidy(cursor: Any, table: str) -> None:
    """Go on putting the index together: until then words of what was forgotten still lie in its older pieces."""
    cursor.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', -500)")  # noqa: S608 - constants


def newest(
    table: str, key: str, asked: list[str], scopes: list[str], *, before: int | None, limit: int, prefix: bool
) -> tuple[str, list[Any]]:
    """The question, and its values, for ids of the newest rows with every word, older than `before`.

    Words and scopes are letters and digits only.
    """
    star = "*" if prefix else ""
    words = " AND ".join(f'{{title words}} : "{word}"{star}' for word in asked)
    whose = " OR ".join(f'"{scope}"' for scope in scopes)
    query = f"({words}) AND {{scope}} : ({whose})"
    older, values = ("AND rowid < %s", [query, before]) if before is not None else ("", [query])
    return (
        f"SELECT rowid AS {key} FROM {table} WHERE {table} MATCH %s {older} ORDER BY rowid DESC LIMIT {limit:d}",  # noqa: S608
        values,
    )


def with_word(table: str, key: str, word: str) -> tuple[str, list[str]]:
    """The question, and its values, for rows in which a word begins so."""
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [f'{{title words}} : "{word}"*']  # noqa: S608
