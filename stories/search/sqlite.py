"""SQLite: an FTS5 table whose row ids are those of the stories, so that the newest come first without sorting."""

from __future__ import annotations

from typing import Any

TABLE = "stories_index"
CREATE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5(scope, title, words, tokenize='unicode61 remove_diacritics 0')"
DROP = f"DROP TABLE IF EXISTS {TABLE}"


def put(cursor: Any, pk: int, scope: str, title: str, text: str) -> None:
    """Add the words of one story; it is not there yet."""
    cursor.execute(
        f"INSERT INTO {TABLE} (rowid, scope, title, words) VALUES (%s, %s, %s, %s)",  # noqa: S608 - a constant
        [pk, scope, title, text],
    )


def drop(cursor: Any, pk: int) -> None:
    """Forget one story. Twice is harmless."""
    cursor.execute(f"DELETE FROM {TABLE} WHERE rowid = %s", [pk])  # noqa: S608 - a constant


def tidy(cursor: Any) -> None:
    """Go on putting the index together: until then words of what was forgotten still lie in its older pieces."""
    cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', -500)")  # noqa: S608 - a constant


def newest(
    cursor: Any, asked: list[str], scopes: list[str], *, before: int | None, limit: int, prefix: bool
) -> list[int]:
    """Ids of the newest stories with every word, older than `before`. Words and scopes are letters and digits only."""
    star = "*" if prefix else ""
    words = " AND ".join(f'{{title words}} : "{word}"{star}' for word in asked)
    whose = " OR ".join(f'"{scope}"' for scope in scopes)
    query = f"({words}) AND {{scope}} : ({whose})"
    older, values = ("AND rowid < %s", [query, before]) if before is not None else ("", [query])
    cursor.execute(
        f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s {older} ORDER BY rowid DESC LIMIT {limit:d}",  # noqa: S608
        values,
    )
    return [row[0] for row in cursor.fetchall()]
